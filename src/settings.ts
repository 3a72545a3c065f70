/** The settings of an editor, as `package.json` declares them: each is read under its name, by whoever needs it. */
import { own } from './core/own';

export const SECTION = 'activationLens';

/** The whole section as an editor gives it: tables of what somebody set, or of what holds where nobody did. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Settings of linting that are layers of configuration: where nobody set them a project's own file decides. */
export const LAYERED = ['select', 'ignore', 'severity', 'exclude'] as const;

/** What stands under a dotted name such as `inlayHints.limit`; undefined where nothing does. */
export function settingIn(settings: RawSettings, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? own(value as RawSettings, part) : undefined,
      settings,
    );
}
