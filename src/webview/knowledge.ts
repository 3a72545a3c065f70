/** What only the extension knows of an activation: typeset formulas, and the hover's words. Asked for when shown. */
import type { ActivationParameters } from '../core/activations/activation';
import type { Plot, ToExtension, ToPanelMessages } from '../protocol';

type Formula = ToPanelMessages['formula'];
type Facts = ToPanelMessages['facts'];
type Counterparts = ToPanelMessages['counterparts'];

export interface Knowledge {
  /** Undefined while it is on its way. */
  formula(id: string): Formula | undefined;
  /** Of the parameters asked for last; until they come, those of the same activation before. */
  facts(id: string, parameters: ActivationParameters, framework: Plot['framework']): Facts | undefined;
  /** In every framework; undefined while it is on its way. */
  counterparts(id: string, parameters: ActivationParameters): Counterparts | undefined;
  arrived(message: Formula | Facts | Counterparts): void;
  /** Words are in another language now. */
  forget(): void;
}

interface Asked {
  readonly id: string;
  readonly key: string;
  readonly request: number;
  answer: Facts | undefined;
}

export function createKnowledge(send: (message: ToExtension) => void, onNews: () => void): Knowledge {
  const formulas = new Map<string, Formula | undefined>();
  let asked: Asked | undefined;
  let compared:
    { readonly key: string; readonly request: number; answer: Counterparts | undefined } | undefined;
  let lastRequest = 0;
  return {
    formula(id) {
      if (!formulas.has(id)) {
        formulas.set(id, undefined);
        send({ type: 'formula', id });
      }
      return formulas.get(id);
    },
    facts(id, parameters, framework) {
      const key = JSON.stringify([id, parameters, framework]);
      if (asked?.key !== key) {
        lastRequest += 1;
        asked = { id, key, request: lastRequest, answer: asked?.id === id ? asked.answer : undefined };
        send({ type: 'facts', request: lastRequest, id, parameters, framework });
      }
      return asked.answer;
    },
    counterparts(id, parameters) {
      const key = JSON.stringify([id, parameters]);
      if (compared?.key !== key) {
        lastRequest += 1;
        compared = { key, request: lastRequest, answer: undefined };
        send({ type: 'counterparts', request: lastRequest, id, parameters });
      }
      return compared.answer;
    },
    arrived(message) {
      if (message.type === 'formula') formulas.set(message.id, message);
      else if (message.type === 'counterparts') {
        if (message.request !== compared?.request) return;
        compared.answer = message;
      } else if (message.request === asked?.request) asked.answer = message;
      else return;
      onNews();
    },
    forget() {
      formulas.clear();
      asked = undefined;
    },
  };
}
