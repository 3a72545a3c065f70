/** The picture of a hover: a data URI, small enough for editors, or nothing. */
import type { Say } from '../phrase';
import { brailleCurve } from '../plot/braille-curve';
import { curveCard, type CardOptions } from '../plot/curve-card';
import type { DrawnCurve } from '../plot/plot-area';
import { svgDataUri } from '../plot/data-uri';
import type { PlotTheme } from '../plot/theme';
import { codeSpan } from './markdown';

/** Injected into hovers, so that hosts without pictures (a terminal) can leave them out. */
export interface Pictures {
  /** SVG of the formula beside f and f′. */
  readonly card: (
    curve: DrawnCurve,
    options: Pick<CardOptions, 'formula' | 'slopeLabel'>,
    say: Say,
  ) => string | undefined;
  /** Lines of text in place of a picture that is not there. */
  readonly sketch?: (curve: DrawnCurve) => readonly string[];
}

export function drawnPictures(theme: PlotTheme): Pictures {
  return { card: (curve, options, say) => curveCard(curve, { ...options, theme, say }) };
}

/** Curves in characters, for clients that show Markdown without pictures. */
export const sketchedPictures: Pictures = { card: () => undefined, sketch: brailleCurve };

/** The formula as text, with the sketch of the curve below it if there is one. */
export function inWords(formula: string, curve: DrawnCurve, pictures: Pictures | undefined): string {
  const sketch = pictures?.sketch?.(curve);
  if (sketch === undefined) return codeSpan(formula);
  return [codeSpan(formula), '', '```text', ...sketch, '```', ''].join('\n');
}

/**
 * Encoded size above which a picture is left out: editors cut Markdown above 100,000 characters, and pictures far above that have frozen
 * them.
 */
const largestPicture = 58_000;

export function pictureUri(svg: string | undefined): string | undefined {
  if (svg === undefined || svg.length > largestPicture) return undefined;
  const uri = svgDataUri(svg);
  return uri.length > largestPicture ? undefined : uri;
}
