/** How the hovers of activations are laid out: as low as can be, since editors cut a hover's height. */
import { phrase, type Say } from '../phrase';
import { codeSpan, escapeText } from './markdown';

/** Name, source, and the link that plots where the host has one. */
export function heading(name: string, source: string, plotLink: string | undefined, say: Say): string {
  const link =
    plotLink === undefined
      ? ''
      : ` ·\u00a0[${say(phrase`Plot`)}](${plotLink} "${say(phrase`Plot this activation beside the editor`)}")`;
  return `**${escapeText(name)}** · ${codeSpan(source)}${link}`;
}

/** Lines of one paragraph, without the space that stands between two. */
export function lines(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('  \n');
}
