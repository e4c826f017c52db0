import type { GeneralName } from './types';

/**
 * Whether a certificate's names cover one that is dialled (RFC 9525 §6.3): the same name, or a wildcard in place of exactly
 * its first label.
 */
export function isCovered(name: GeneralName, sans: readonly GeneralName[]): boolean {
  return sans.some(
    ({ kind, value }) => kind === name.kind && (value === name.value || (kind === 'dns' && fits(value, name.value))),
  );
}

function fits(pattern: string, host: string): boolean {
  const dot = host.indexOf('.');
  return pattern.startsWith('*.') && dot > 0 && pattern.slice(1) === host.slice(dot);
}
