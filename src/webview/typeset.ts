/** A formula's SVG, copied into the page element by element: only shapes, only attributes of geometry. */
import { svg } from './svg';
import { own } from '../core/own';

const elements = ['g', 'path', 'use', 'rect', 'defs'] as const;
type Allowed = (typeof elements)[number];

/** What each attribute may hold. Anything else, an address outside the picture above all, is left out. */
const attributes: Readonly<Record<string, RegExp>> = {
  id: /^[\w-]{1,100}$/,
  href: /^#[\w-]{1,100}$/,
  d: /^[MLHVCSQTAZmlhvcsqtaz\d\s.,+-]*$/,
  transform: /^[a-z\d\s.,()+-]*$/,
  x: /^-?[\d.]+$/,
  y: /^-?[\d.]+$/,
  width: /^[\d.]+$/,
  height: /^[\d.]+$/,
};
const viewBox = /^-?[\d.]+ -?[\d.]+ [\d.]+ [\d.]+$/;
const deepest = 60;

/** The picture in the colour of the text around it; undefined for markup that is none. */
export function typesetPicture(markup: string, words: string): SVGSVGElement | undefined {
  // Parsed apart from the page: nothing in it runs or loads.
  const root = new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement;
  const box = root.getAttribute('viewBox') ?? '';
  if (root.tagName !== 'svg' || !viewBox.test(box)) return undefined;
  return svg(
    'svg',
    { ...geometryOf(root), viewBox: box, role: 'img', 'aria-label': words, fill: 'currentColor' },
    ...childrenOf(root, 0),
  );
}

function childrenOf(parent: Element, depth: number): readonly SVGElement[] {
  if (depth > deepest) return [];
  return [...parent.children].flatMap((child) => {
    const name = elements.find((allowed: Allowed) => allowed === child.tagName);
    return name === undefined ? [] : [svg(name, geometryOf(child), ...childrenOf(child, depth + 1))];
  });
}

function geometryOf(element: Element): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...element.attributes].flatMap(({ name, value }) =>
      Object.hasOwn(attributes, name) && own(attributes, name)?.test(value) === true ? [[name, value]] : [],
    ),
  );
}
