/** After the line of a layer: what comes out of it. The dying part begins with a sign of warning, since a hint has no colour of its own. */
import { signalHints, type HintSettings } from '../core/hints/signal-hints';
import type { Say } from '../core/phrase';
import type { LensDocument, OffsetRange } from '../core/service';

export interface WordedHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

export function wordedHints(
  lens: LensDocument,
  settings: HintSettings,
  within: OffsetRange,
  say: Say,
): readonly WordedHint[] {
  return signalHints(lens, settings, within).map(({ offset, label, falls, tooltip }) => ({
    offset,
    label: falls ? `⚠ ${say(label)}` : say(label),
    tooltip: tooltip.map((line) => say(line)).join('\n'),
  }));
}

/** From settings as they are given, which may be anything. */
export function hintSettings(signal: unknown, limit: unknown, shape: unknown): HintSettings {
  return {
    figures: signal === 'off' || signal === 'all' ? signal : 'falling',
    limit: typeof limit === 'number' ? limit : 0.1,
    shape: shape === true,
  };
}
