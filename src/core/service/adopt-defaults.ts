/** The edit that makes an activation what another framework's default makes it: a model that is ported keeps its values. */
import { activationById, evaluate } from '../activations/catalogue';
import { symbolOf } from '../frameworks';
import { counterparts, type Counterpart } from '../frameworks/counterparts';
import type { ApiParameter } from '../frameworks/symbol';
import { largestDifference } from '../numerics/difference';
import { own } from '../own';
import type { ActivationUse, ReportedEdit } from '../api';

export interface AdoptedDefault {
  /** Whose default it is: `keras.layers.LeakyReLU`. */
  readonly api: string;
  /** As it will stand in the code: `negative_slope=0.3`. */
  readonly argument: string;
  readonly edit: ReportedEdit;
}

/** More do not help anybody to choose. */
const most = 4;

/** One for each other framework's default that a single argument here can take; none where the values are the same already. */
export function adoptedDefaults(use: ActivationUse): readonly AdoptedDefault[] {
  const symbol = symbolOf(use.api);
  if (use.id === undefined || symbol?.role !== 'activation') return [];
  const found = new Map<string, AdoptedDefault>();
  for (const other of counterparts(use.id, use.parameters)) {
    if (other.distance === 0 || other.framework === use.framework) continue;
    for (const parameter of symbol.parameters) {
      const value = wantedValue(parameter, other);
      const adopted = value === undefined ? undefined : adopt(use, parameter, value, other);
      if (adopted !== undefined && !found.has(adopted.argument)) found.set(adopted.argument, adopted);
    }
  }
  return [...found.values()].slice(0, most);
}

/** What the parameter has to be for the other one's values, as Python writes it. */
function wantedValue({ maps, default: usual }: ApiParameter, other: Counterpart): string | undefined {
  if (maps === undefined) return undefined;
  if (maps === 'variant') {
    const isTanh = other.id === 'gelu_tanh';
    if (typeof usual === 'string') return isTanh ? "'tanh'" : "'none'";
    return isTanh ? 'True' : 'False';
  }
  const value =
    own(other.parameters, maps) ??
    activationById(other.id)?.parameters.find(({ name }) => name === maps)?.default;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

function adopt(
  use: ActivationUse,
  { name, maps = '' }: ApiParameter,
  value: string,
  other: Counterpart,
): AdoptedDefault | undefined {
  const becomes =
    maps === 'variant'
      ? { id: other.id, parameters: use.parameters }
      : { id: use.id ?? '', parameters: { ...use.parameters, [maps]: Number(value) } };
  if (!areEqual(becomes, other)) return undefined;
  const written = own(use.parameterRanges, maps);
  const free = own(use.parameterInsertions, maps);
  const edit =
    written !== undefined
      ? { ...written, newText: value }
      : free && { start: free.offset, end: free.offset, newText: `${free.prefix}${value}` };
  return edit && { api: other.api, argument: `${name}=${value}`, edit };
}

function areEqual(
  one: Pick<Counterpart, 'id' | 'parameters'>,
  other: Pick<Counterpart, 'id' | 'parameters'>,
): boolean {
  const [mine, theirs] = [one, other].map(({ id, parameters }) => {
    const activation = activationById(id);
    return activation && evaluate(activation, parameters);
  });
  if (mine === undefined || theirs === undefined) return false;
  return largestDifference(mine.value, theirs.value, -10, 10).distance <= 1e-12;
}
