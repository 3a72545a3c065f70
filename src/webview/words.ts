/** Words with code between backticks, as the extension sends them. */
import { element } from './dom';

export function withCode(words: string): readonly (Node | string)[] {
  return words.split('`').map((part, index) => (index % 2 === 0 ? part : element('code', { text: part })));
}

/** A paragraph of several lines. Live regions speak at every change, even to the same: an unchanged one is left alone. */
export function setLines(target: HTMLElement, lines: readonly string[]): void {
  const words = lines.join('').replaceAll('`', '');
  if (target.textContent === words) return;
  target.replaceChildren(...lines.map((line) => element('span', { class: 'line' }, ...withCode(line))));
}
