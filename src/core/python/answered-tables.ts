/**
 * Lezer keeps its tables small and looks through them from the front at every token. Of the few thousand questions that there are each is asked
 * a million times in a large project: an answer is kept once it was found, and is the one that Lezer gives.
 */
import type { LRParser } from '@lezer/lr';

/** What of Lezer's parser is asked for at every step. */
interface Tables {
  readonly data: ArrayLike<number>;
  readonly states: ArrayLike<number>;
  stateSlot(state: number, slot: number): number;
  getGoto(state: number, term: number, loose?: boolean): number;
  hasAction(state: number, terminal: number): number;
}
/** What Lezer keeps of the tokens at one place, with the actions that they lead to: three numbers each. */
interface TokenCache {
  readonly actions: number[];
  putAction(action: number, token: number, end: number, index: number): number;
  addActions(stack: { readonly state: number }, token: number, end: number, index: number): number;
}

/** Numbers that a state has in `states`. */
const SIZE_OF_STATE = 6;
const [ACTIONS, SKIPPED] = [1, 2] as const;
/** The end of a list of actions, and what stands behind it. */
const END = 0xffff;
const [NEXT_LIST, OTHERWISE] = [1, 2] as const;
const UNKNOWN = -2;

/** Has each question answered by the tables once. What it gives back is set up at the start of each parse. */
export function answeredOnce(parser: LRParser): (parse: object) => void {
  const tables = parser as unknown as Tables;
  answerGotos(tables);
  const addActions = answeredActions(tables);
  return (parse) => {
    (parse as { readonly tokens: TokenCache }).tokens.addActions = addActions;
  };
}

/** Which state follows when a term was read in a state. */
function answerGotos(tables: Tables): void {
  const { states } = tables;
  const looked = tables.getGoto.bind(tables);
  const byTerm: Int32Array[] = [];
  tables.getGoto = (state, term, loose) => {
    if (loose !== true) return looked(state, term, false);
    const targets = (byTerm[term] ??= new Int32Array(states.length / SIZE_OF_STATE).fill(UNKNOWN));
    const known = targets[state];
    if (known !== undefined && known !== UNKNOWN) return known;
    return (targets[state] = looked(state, term, true));
  };
}

/** Actions by state and token, as they are added to none and to others. */
function answeredActions(tables: Tables): TokenCache['addActions'] {
  const first: (readonly number[])[][] = [];
  const further: (readonly number[])[][] = [];
  return function addActions(this: TokenCache, { state }, token, end, index) {
    const ofState = ((index === 0 ? first : further)[state] ??= []);
    const known = (ofState[token] ??= actionsFor(tables, state, token, index > 0));
    let next = index;
    for (const action of known) next = this.putAction(action, token, end, next);
    return next;
  };
}

function actionsFor(tables: Tables, state: number, token: number, areOthers: boolean): readonly number[] {
  const { data } = tables;
  const at = (place: number): number => data[place] ?? END;
  const pair = (place: number): number => at(place) | (at(place + 1) << 16);
  const found: number[] = [];
  for (const slot of [ACTIONS, SKIPPED])
    for (let place = tables.stateSlot(state, slot); ; place += 3) {
      if (at(place) === END) {
        if (at(place + 1) !== NEXT_LIST) {
          // What happens at any other token.
          if (found.length === 0 && !areOthers && at(place + 1) === OTHERWISE) found.push(pair(place + 2));
          break;
        }
        place = pair(place + 2);
      }
      if (at(place) === token) found.push(pair(place + 1));
    }
  return found;
}
