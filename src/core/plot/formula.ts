/** Typeset formulas of the catalogue, rendered when the project is built. */
import { formulas, glyphs } from '../activations/generated/formulas';

/** CSS pixels an em. */
const fontSize = 15;

/**
 * The formula or derivative as a small SVG picture of its own.
 * @param colour any CSS colour; anything that is not one falls back to `currentColor`
 * @returns undefined for an id that the catalogue does not have
 */
export function formulaSvg(id: string, part: 'formula' | 'derivative', colour: string): string | undefined {
  const typeset = Object.hasOwn(formulas, id) ? formulas[id]?.[part] : undefined;
  if (!typeset) return undefined;
  const ink = /^[#\w(),.%/ -]+$/u.test(colour) ? colour : 'currentColor';
  const [x = 0, y = 0, width = 0, height = 0] = typeset.viewBox;
  const pixels = (thousandths: number) => ((thousandths * fontSize) / 1000).toFixed(1);
  const used = new Set([...typeset.body.matchAll(/href="#(\w+)"/gu)].map((match) => match[1] ?? ''));
  // The prefix keeps ids apart from those of other pictures when the markup is put into a page.
  const outlines = [...used].map(
    (name) => `<path id="${id}-${part[0] ?? ''}${name}" d="${glyphs[Number.parseInt(name, 36)] ?? ''}"/>`,
  );
  const body = typeset.body.replace(/href="#(\w+)"/gu, `href="#${id}-${part[0] ?? ''}$1"`);
  // A margin of a twentieth of an em: italics lean out of their boxes.
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels(width + 100)}" height="${pixels(height + 100)}" ` +
    `viewBox="${String(x - 50)} ${String(y - 50)} ${String(width + 100)} ${String(height + 100)}" fill="${ink}" role="img">` +
    `<defs>${outlines.join('')}</defs>${body}</svg>`
  );
}
