/** A few words for building the page without a framework and without inline styles or handlers. */
type Child = Node | string;

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (options.class) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  for (const [key, value] of Object.entries(options.attributes ?? {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(label: string, onPress: () => void, options: ElementOptions = {}): HTMLButtonElement {
  const made = element('button', { text: label, ...options });
  made.type = 'button';
  made.addEventListener('click', onPress);
  return made;
}

let lastId = 0;
/** A fresh id, for labels and descriptions. */
export function freshId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
