/** What the extension tells of changes that are tried out on the model in view: each is asked for once, those that a chooser offers before one of them is chosen. */
import type { Origin, ToExtension, ToPanelMessages } from '../protocol';
import { BoundedCache } from '../core/bounded-cache';

type Outcome = ToPanelMessages['whatIf'];
export type Answers = Outcome['answers'];

export interface TriedChanges {
  /** Shows what becomes of the model: at once where it is known. */
  choose(origin: Origin, answers: Answers): void;
  /** Asks for what may be chosen next, one after the other, so that a choice in between waits for one of them at most. */
  lookAhead(origin: Origin, possible: readonly Answers[]): void;
  arrived(outcome: Outcome): void;
  /** The model is another one now. */
  forget(): void;
}

export function createTriedChanges(
  send: (message: ToExtension) => void,
  onChosen: (outcome: Outcome) => void,
): TriedChanges {
  const known = new BoundedCache<Outcome>(200);
  let lastRequest = 0;
  /** The key of what was asked, by request, until it is answered. */
  const awaited = new Map<number, string>();
  let chosen: string | undefined;
  let ahead: readonly { readonly origin: Origin; readonly answers: Answers }[] = [];

  const isKnown = (key: string): boolean => known.has(key) || [...awaited.values()].includes(key);
  function ask(origin: Origin, answers: Answers): void {
    lastRequest += 1;
    awaited.set(lastRequest, keyOf(answers));
    send({ type: 'whatIf', request: lastRequest, origin, answers });
  }
  function askAhead(): void {
    while (awaited.size === 0 && ahead.length > 0) {
      const [next, ...others] = ahead;
      ahead = others;
      if (next !== undefined && !isKnown(keyOf(next.answers))) ask(next.origin, next.answers);
    }
  }
  return {
    choose(origin, answers) {
      chosen = keyOf(answers);
      ahead = [];
      const outcome = known.get(chosen);
      if (outcome !== undefined) onChosen(outcome);
      else if (!isKnown(chosen)) ask(origin, answers);
    },
    lookAhead(origin, possible) {
      ahead = possible.map((answers) => ({ origin, answers }));
      askAhead();
    },
    arrived(outcome) {
      const key = awaited.get(outcome.request);
      if (key === undefined) return;
      awaited.delete(outcome.request);
      known.keep(key, outcome);
      if (key === chosen) onChosen(outcome);
      askAhead();
    },
    forget() {
      known.clear();
      awaited.clear();
      chosen = undefined;
      ahead = [];
    },
  };
}

const keyOf = (answers: Answers): string => JSON.stringify(Object.entries(answers).sort());
