/** A part of the page: built once, brought up to date after every change. */
import type { Host } from '../host';
import type { Subject } from '../model/subject';
import type { Scene } from '../model/scene';
import type { PanelState, Store } from '../state';
import type { Theme } from '../theme';

/** What parts read when they are brought up to date. */
export interface View {
  readonly state: PanelState;
  readonly subjects: readonly Subject[];
  readonly scene: Scene;
  readonly theme: Theme;
  /** Why the function in view has no curve. */
  readonly refusal: string | undefined;
}

export interface Part {
  readonly element: HTMLElement;
  update(view: View): void;
}

/** What parts act on. */
export interface Context {
  readonly store: Store;
  readonly host: Host;
  /** Says something to people who listen to the page instead of seeing it, and shows it for a moment. */
  announce(message: string): void;
}
