/** The elements that the page uses for a role. */
export const tags = {
  alert: '[role="alert"]',
  article: 'article',
  button: 'button',
  checkbox: '[type="checkbox"]',
  combobox: 'select',
  disclosure: 'summary',
  file: '[type="file"]',
  heading: 'h1, h2, h3, h4',
  link: 'a[href]',
  main: 'main',
  password: '[type="password"]',
  radio: '[type="radio"]',
  region: 'section',
  searchbox: '[type="search"]',
  status: '[role="status"]',
  submit: '[type="submit"]',
  textbox: 'textarea, [type="text"]',
} as const;

export type Role = keyof typeof tags;

/** The name by which people and assistive technology know an element. Runs in the page. */
function nameOf(node: Element): string {
  const ids = node.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const labels =
    node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement
      ? [...(node.labels ?? [])]
      : [];
  const by = ids.length > 0 ? ids.map((id) => document.getElementById(id)) : labels.length > 0 ? labels : [node];
  const text = node.getAttribute('aria-label') ?? by.map((each) => each?.textContent ?? '').join(' ');
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/**
 * Gives the first element that fits a number, by which every engine then finds it. It is brought into view first and must
 * stand still, because some remote controls click where it was when they looked.
 */
async function mark(selector: string, name: string, flags: string): Promise<string | undefined> {
  const named = new RegExp(name, flags);
  const found = [...document.querySelectorAll(selector)].find(
    (node) => node.checkVisibility({ visibilityProperty: true }) && named.test(nameOf(node)),
  );
  if (found === undefined) return undefined;
  found.scrollIntoView({ block: 'center', behavior: 'instant' });
  const place = (): string => JSON.stringify(found.getBoundingClientRect());
  const before = place();
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  if (place() !== before) return undefined;
  const number = found.getAttribute('data-found') ?? String(Math.random());
  found.setAttribute('data-found', number);
  return `[data-found="${number}"]`;
}

/** What has the focus. */
export interface Focus {
  /** Empty for what has none of {@link tags}. */
  readonly role: Role | '';
  readonly name: string;
  /** Where it stands among all elements of the document. */
  readonly place: number;
}

function look(roles: readonly (readonly [Role, string])[]): Focus {
  const node = document.activeElement ?? document.body;
  const [role = ''] = roles.find(([, selector]) => node.matches(selector)) ?? [];
  return { role, name: nameOf(node), place: [...document.querySelectorAll('*')].indexOf(node) };
}

/** The source of a function as it reaches the page, with the only thing around it that it uses. */
const withNames = (run: (...args: never[]) => unknown): string =>
  `(...args) => { const nameOf = ${String(nameOf)}; return (${String(run)})(...args); }`;

/** Source of a function of selector, name and flags of the name; resolves with a selector of the one element, once it stands still. */
export const markSource = withNames(mark);

/** Source of a function of pairs of role and selector; gives a {@link Focus}. */
export const lookSource = withNames(look);
