import type { InForm } from './from-page';

/**
 * Brings files into a place of the form that takes some, opens them with their password, and waits until they are taken.
 *
 * @param label of the place, where there are several
 */
export function bring(files: readonly string[], password?: string, label?: string): InForm {
  return async (page) => {
    const named = label === undefined ? {} : { name: label };
    const zone = page.getByRole('group', named).filter({ has: page.locator('input[type="file"]') });
    await zone.locator('input[type="file"]').first().setInputFiles(files);
    if (password !== undefined) {
      const field = zone.locator('input[type="password"]');
      await field.fill(password);
      await field.press('Enter');
    }
    await zone.getByRole('status').getByRole('strong').waitFor();
  };
}

/** Unfolds the questions under Advanced. */
export const openAdvanced: InForm = (page) => page.locator('summary').filter({ hasText: 'Advanced' }).click();
