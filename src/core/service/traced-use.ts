/** What a name at the cursor stands for where only following the model tells: an activation that a configuration or a loop chose. */
import { placeOf, samePlace } from '../python/place';
import type { Expression, Place, SourceModule, Unit } from '../python/syntax';
import { enclosing, pathAt, type SyntaxNode } from '../python/walk';
import type { ActivationNode, Model, SignalNode } from '../network/graph';
import { symbolOf } from '../frameworks';
import { moduleExpression } from '../functions/module-names';
import type { PlacedUse } from './absolute-use';

/** As much of the source as a title shows. UTF-16 units. */
const LONGEST_SOURCE = 80;

/** A name under the cursor, and the expressions whose steps it may stand for. */
interface Asked {
  readonly name: Expression;
  /** Its call, `self.act(x)`. */
  readonly call: Place | undefined;
  /** What is bound to it, `ACT2FN[config.hidden_act]` of `self.act = …`, or what it is part of. */
  readonly values: readonly Place[];
}

function askedAt(module: SourceModule, offset: number): Asked | undefined {
  const unit = module.unitAt(offset);
  const inside = unit && module.offsetIn(unit, offset);
  return unit === undefined || inside === undefined ? undefined : askedIn(module, unit, inside);
}

function askedIn(module: SourceModule, unit: Unit, inside: number): Asked | undefined {
  const [innermost, ...around] = [...pathAt(unit, inside)].reverse();
  if (innermost?.kind !== 'Name' && innermost?.kind !== 'Attribute') return undefined;
  const [parent] = around;
  if (parent?.kind === 'Assign' && parent.targets.includes(innermost))
    return { name: innermost, call: undefined, values: parent.value === undefined ? [] : [parent.value] };
  const call = parent?.kind === 'Call' && parent.callee === innermost ? parent : undefined;
  return { name: innermost, call, values: valuesAround(module, innermost, around) };
}

/**
 * What the cursor is on itself, and a table's item that it is in: that of `ACTS[name]`, its call `ACTS[name](0.2)`, and what the table holds,
 * of which models have the chosen one alone.
 */
function valuesAround(
  module: SourceModule,
  innermost: Expression,
  around: readonly SyntaxNode[],
): readonly Place[] {
  const at = around.slice(0, 2).findIndex((node) => node.kind === 'Subscript');
  const item = around[at];
  if (item?.kind !== 'Subscript') return [innermost];
  const call = around[at + 1];
  const isMade = call?.kind === 'Call' && call.callee === item;
  return [innermost, item, ...(isMade ? [call] : []), ...heldIn(module, item.object)];
}

/** The values of a dictionary or list that a name is assigned once, in the functions around it or in the module. */
function heldIn(module: SourceModule, table: Expression): readonly Expression[] {
  if (table.kind !== 'Name') return [];
  for (const around of enclosing(table)) {
    if (around.kind !== 'Function') continue;
    const [made, ...more] = around.body.filter(
      (statement) =>
        statement.kind === 'Assign' &&
        statement.targets.some((target) => target.kind === 'Name' && target.id === table.id),
    );
    if (made?.kind === 'Assign') return more.length > 0 ? [] : valuesOf(made.value);
  }
  return valuesOf(moduleExpression(module, table.id));
}

function valuesOf(made: Expression | undefined): readonly Expression[] {
  if (made?.kind === 'Dictionary') return made.entries.map(({ value }) => value);
  return made?.kind === 'List' || made?.kind === 'Tuple' ? made.elements : [];
}

const isAt = (places: readonly (Place | undefined)[], place: Place): boolean =>
  places.some((one) => one !== undefined && samePlace(one, place));

/** Whether a step is what a name stands for: it is called there, or made or named by what is bound to it. */
function isMeant(node: SignalNode, { call, values }: Asked): boolean {
  if (call !== undefined) return isAt([node.callPlace ?? node.place], call);
  const named = node.kind === 'activation' ? node.named : undefined;
  return values.some((value) => isAt([node.place, named], value));
}

function agreed(nodes: readonly ActivationNode[]): ActivationNode | undefined {
  const [first, ...others] = nodes;
  const key = ({ activation, parameters }: ActivationNode): string =>
    JSON.stringify([activation, parameters]);
  return first !== undefined && others.every((other) => key(other) === key(first)) ? first : undefined;
}

/** The activation that a name at an offset stands for in every model that comes by; undefined where they differ or none does. */
export function tracedActivationAt(
  module: SourceModule,
  offset: number,
  models: () => readonly Model[],
): PlacedUse | undefined {
  const asked = askedAt(module, offset);
  if (asked === undefined) return undefined;
  const found = models().flatMap(({ framework, nodes }) =>
    nodes.flatMap((node) =>
      node.kind === 'activation' && isMeant(node, asked) ? [{ framework, node }] : [],
    ),
  );
  const node = agreed(found.map((one) => one.node));
  const [first] = found;
  if (node === undefined || first === undefined || node.activation === 'unknown') return undefined;
  const { name } = asked;
  const written = asked.call ?? name;
  const source = name.unit.text.slice(written.start, written.end).replace(/\s+/gu, ' ');
  return {
    place: placeOf(name),
    id: node.activation,
    parameters: node.parameters,
    unknownParameters: [],
    // A table of activations is no name of the one that was taken from it.
    api: symbolOf(node.qualifiedName)?.role === 'activation' ? node.qualifiedName : '',
    framework: first.framework,
    parameterPlaces: {},
    parameterInsertions: {},
    source: source.length > LONGEST_SOURCE ? `${source.slice(0, LONGEST_SOURCE - 1)}…` : source,
    traced: { assumption: node.assumption },
  };
}

/** Where the module is made that a call at an offset runs: `SquaredReLU()` of a list for `act(x)` in a loop over it. */
export function madeFor(
  module: SourceModule,
  offset: number,
  models: () => readonly Model[],
): { readonly made: Place; readonly name: Place } | undefined {
  const asked = askedAt(module, offset);
  const call = asked?.call;
  if (asked === undefined || call === undefined) return undefined;
  for (const { nodes } of models())
    for (const { callPlace, callChain = [], chain, origin = [] } of nodes) {
      const calls = callPlace === undefined ? chain : [callPlace, ...callChain];
      // Calls of plain functions among them would shift what was made where.
      if (calls.length !== origin.length) continue;
      const made = origin[calls.findIndex((one) => samePlace(one, call))];
      if (made !== undefined) return { made, name: asked.name };
    }
  return undefined;
}
