/** The pictures of a hover: data URIs, small enough for editors, or nothing. */
import type { Activation, ActivationParameters } from '../activations/activation';
import { curveSvg } from '../plot/curve-svg';
import { svgDataUri } from '../plot/data-uri';
import { formulaSvg } from '../plot/formula';
import { plotColours, type PlotTheme } from '../plot/theme';

/** Injected into hovers, so that hosts without pictures (a terminal) can leave them out. */
export interface Pictures {
  /** SVG of f and f′. */
  readonly curve: (activation: Activation, parameters: ActivationParameters) => string | undefined;
  /** SVG of the typeset formula. */
  readonly formula: (activation: Activation) => string | undefined;
}

export function drawnPictures(theme: PlotTheme): Pictures {
  return {
    curve: (activation, parameters) => curveSvg(activation, parameters, { theme, width: 320, height: 124 }),
    formula: ({ id }) => formulaSvg(id, 'formula', plotColours[theme].ink),
  };
}

/**
 * Encoded sizes above which a picture is left out, together below 60 kB: editors cut Markdown above 100,000 characters, and pictures far
 * above that have frozen them.
 */
export const largestPicture = { curve: 30_000, formula: 27_000 } as const;

export function pictureUri(svg: string | undefined, limit: number): string | undefined {
  if (svg === undefined || svg.length > limit) return undefined;
  const uri = svgDataUri(svg);
  return uri.length > limit ? undefined : uri;
}
