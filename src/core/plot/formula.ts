/** Typeset formulas of the catalogue, rendered when the project is built. */
import { formulas, glyphs } from '../activations/generated/formulas';
import { own } from '../own';

/** CSS pixels an em. */
const fontSize = 15;
/** A margin of a twentieth of an em, in thousandths: italics lean out of their boxes. */
const margin = 50;

/** A formula to be placed in a picture. */
export interface PlacedFormula {
  /** CSS pixels at the usual size. */
  readonly width: number;
  readonly height: number;
  readonly viewBox: string;
  /** Outlines and the shapes that refer to them. */
  readonly body: string;
}

/** @returns undefined for an id that the catalogue does not have */
export function placedFormula(id: string, part: 'formula' | 'derivative'): PlacedFormula | undefined {
  const typeset = Object.hasOwn(formulas, id) ? own(formulas, id)?.[part] : undefined;
  if (!typeset) return undefined;
  const [x = 0, y = 0, width = 0, height = 0] = typeset.viewBox;
  const [wide, high] = [width + 2 * margin, height + 2 * margin];
  const used = new Set([...typeset.body.matchAll(/href="#(\w+)"/gu)].map((match) => match[1] ?? ''));
  // The prefix keeps ids apart from those of other pictures when the markup is put into a page.
  const prefix = `${id}-${part[0] ?? ''}`;
  const outlines = [...used].map(
    (name) => `<path id="${prefix}${name}" d="${glyphs[Number.parseInt(name, 36)] ?? ''}"/>`,
  );
  const body = typeset.body.replace(/href="#(\w+)"/gu, `href="#${prefix}$1"`);
  return {
    width: (wide * fontSize) / 1000,
    height: (high * fontSize) / 1000,
    viewBox: `${String(x - margin)} ${String(y - margin)} ${String(wide)} ${String(high)}`,
    body: `<defs>${outlines.join('')}</defs>${body}`,
  };
}

/**
 * The formula or derivative as a small SVG picture of its own.
 * @param colour any CSS colour; anything that is not one falls back to `currentColor`
 * @returns undefined for an id that the catalogue does not have
 */
export function formulaSvg(id: string, part: 'formula' | 'derivative', colour: string): string | undefined {
  const placed = placedFormula(id, part);
  if (placed === undefined) return undefined;
  const ink = /^[#\w(),.%/ -]+$/u.test(colour) ? colour : 'currentColor';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${placed.width.toFixed(1)}" height="${placed.height.toFixed(1)}" ` +
    `viewBox="${placed.viewBox}" fill="${ink}" role="img">${placed.body}</svg>`
  );
}
