/** Samples of functions that only the extension can evaluate: asked for once, kept per purpose, drawn when they arrive. */
import { received, type ToExtension, type ToPanelMessages } from '../protocol';
import type { Purpose, Samples, SampleSource } from './model/subject';

interface Slot {
  readonly asked: string;
  readonly xs: readonly number[];
  samples: Samples | undefined;
  refusal: string | undefined;
}

export interface RemoteSamples {
  /** Samples of one custom function. */
  source(key: string): SampleSource;
  /** Why a function has no samples, if the extension said so. */
  refusal(key: string): string | undefined;
  arrived(message: ToPanelMessages['samples']): void;
  refused(message: ToPanelMessages['noSamples']): void;
  /** What is known may be old, as the code may have changed: asks again, showing the old line until the answer comes. */
  expire(): void;
}

export function remoteSamples(send: (message: ToExtension) => void, onNews: () => void): RemoteSamples {
  const slots = new Map<string, Slot>();
  const requests = new Map<number, string>();
  let lastRequest = 0;
  const slotOf = (request: number): Slot | undefined => {
    const name = requests.get(request);
    requests.delete(request);
    const slot = name === undefined ? undefined : slots.get(name);
    return slot && slot.asked === String(request) ? slot : undefined;
  };
  return {
    source: (key) => ({
      samples(purpose, xs) {
        const name = slotName(key, purpose);
        const slot = slots.get(name);
        if (slot && sameNumbers(slot.xs, xs)) return slot.samples;
        lastRequest += 1;
        // A line and its figures stay in view until the new ones come; a table's rows belong to their own abscissae.
        const kept = purpose === 'table' ? undefined : slot?.samples;
        slots.set(name, { asked: String(lastRequest), xs, samples: kept, refusal: slot?.refusal });
        requests.set(lastRequest, name);
        send({ type: 'sample', request: lastRequest, key, x: xs });
        return kept;
      },
    }),
    refusal: (key) =>
      (['line', 'table', 'normal'] as const)
        .map((purpose) => slots.get(slotName(key, purpose))?.refusal)
        .find((reason) => reason !== undefined),
    arrived(message) {
      const slot = slotOf(message.request);
      if (!slot || message.y.length !== slot.xs.length) return;
      slot.samples = {
        xs: slot.xs,
        f: message.y.map(received),
        slope: message.dy.map(received),
        curvature: message.ddy.length === slot.xs.length ? message.ddy.map(received) : undefined,
      };
      slot.refusal = undefined;
      onNews();
    },
    refused(message) {
      const slot = slotOf(message.request);
      if (!slot) return;
      slot.samples = undefined;
      slot.refusal = message.reason;
      onNews();
    },
    expire() {
      for (const [name, slot] of slots) slots.set(name, { ...slot, asked: '', xs: [] });
      requests.clear();
    },
  };
}

function slotName(key: string, purpose: Purpose): string {
  return `${purpose} ${key}`;
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}
