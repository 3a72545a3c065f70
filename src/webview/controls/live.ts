/** The live region: what happened, for people who hear the page. */
import { element } from '../dom';

export interface LiveRegion {
  readonly element: HTMLElement;
  announce(message: string): void;
}

export function liveRegion(): LiveRegion {
  const region = element('p', { class: 'hidden', attributes: { id: 'live', 'aria-live': 'polite' } });
  return {
    element: region,
    announce(message) {
      // The same text again is a change only if something differs.
      region.textContent = region.textContent === message ? `${message}\u00a0` : message;
    },
  };
}
