/** What the hovers draw: injected, so that the words can be tested without pictures and hosts can leave pictures out. */
import type { Activation, ActivationParameters } from '../activations/activation';

export type ThemeKind = 'light' | 'dark';

export interface Pictures {
  /** SVG of f and f′, or undefined where there is nothing to draw. */
  readonly curve: (
    activation: Activation,
    parameters: ActivationParameters,
    theme: ThemeKind,
  ) => string | undefined;
  /** SVG of a typeset formula. */
  readonly formula: (tex: string, theme: ThemeKind) => string | undefined;
}

/** Encoded sizes above which a picture is left out: editors cut long Markdown, and freeze on very large pictures. */
export const largestPicture = { curve: 42_000, formula: 15_000 } as const;

/** `data:` URI of an SVG, or undefined when it would be longer than `limit`. Only what Markdown and URIs cannot hold is escaped. */
export function dataUri(svg: string, limit: number): string | undefined {
  const body = svg
    .replace(/\s+/g, ' ')
    .replaceAll('"', "'")
    .replace(
      /[%#<>()[\]{}|\\^`&]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character))
    .replaceAll(' ', '%20');
  return body.length > limit ? undefined : `data:image/svg+xml;utf8,${body}`;
}
