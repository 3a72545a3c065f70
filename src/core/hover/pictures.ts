/** The picture of a hover: a data URI, small enough for editors, or nothing. */
import type { Say } from '../phrase';
import { curveCard, type CardOptions } from '../plot/curve-card';
import type { DrawnCurve } from '../plot/plot-area';
import { svgDataUri } from '../plot/data-uri';
import type { PlotTheme } from '../plot/theme';

/** Injected into hovers, so that hosts without pictures (a terminal) can leave them out. */
export interface Pictures {
  /** SVG of the formula beside f and f′. */
  readonly card: (
    curve: DrawnCurve,
    options: Pick<CardOptions, 'formula' | 'slopeLabel'>,
    say: Say,
  ) => string | undefined;
}

export function drawnPictures(theme: PlotTheme): Pictures {
  return { card: (curve, options, say) => curveCard(curve, { ...options, theme, say }) };
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
