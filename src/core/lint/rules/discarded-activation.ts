import { bindArguments, CALL, canonicalName, mentions, symbolOf, triggerWords } from '../../frameworks';
import type { ActivationSymbol } from '../../frameworks/symbol';
import type { ActivationNode, Model } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { Bindings, ResolvedCall } from '../../python/names';
import type { CallExpression, Expression, FunctionDefinition, Statement } from '../../python/syntax';
import {
  childrenOf,
  enclosing,
  expressionAt,
  isExpression,
  parentOf,
  type SyntaxNode,
} from '../../python/walk';
import type { Fix, Rule, RuleContext } from '../rule';
import { inputsOf } from '../analysis/signal-walk';
import { sourceOf } from '../../python/source-text';
import { discardedIn, functionAround, isForward, isReadAfter, isTried } from '../analysis/statement-context';

export const discardedActivation: Rule = {
  meta: {
    name: 'discarded-activation',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'error',
    fixable: 'safe',
    summary: 'The result of an activation is thrown away: the network stays linear there.',
  },
  onCall(resolved, context) {
    if (functionAround(resolved.call) !== undefined) reportResolved(resolved, context);
  },
  /** What only a trace can tell: `self.relu(x)`, `act(x)`, `x.relu()`, and what stands outside functions. */
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation' || node.inPlace || mayActInPlace(node)) continue;
      // `layers.Activation('tanh')` is a layer, `Dense(8, activation='tanh')` another one.
      if (node.form === 'argument' && !/\.Activation$/.test(node.qualifiedName)) continue;
      const call = expressionAt(node.callPlace ?? node.place);
      if (call?.kind !== 'Call' || discardedIn(call) === undefined || !isNamed(node, call)) continue;
      if (isEverInPlace(model, call)) continue;
      if (functionAround(call) === undefined && !goesOnWithout(model, node)) continue;
      reportCall(call, context);
    }
  },
  /** At the top level of a script other statements decide. */
  onModule(_models, context) {
    const { bindings } = context;
    const words = triggerWords(bindings);
    for (const unit of bindings.module.units) {
      if (!/^[A-Za-z_][\w.]*\(.*\)$/s.test(unit.text) || (mentions(unit, words) & CALL) === 0) continue;
      for (const resolved of bindings.callsIn(unit))
        if (functionAround(resolved.call) === undefined) reportResolved(resolved, context);
    }
  },
};

function reportResolved({ call, qualifiedName }: ResolvedCall, context: RuleContext): void {
  const symbol = symbolOf(canonicalName(qualifiedName));
  if (symbol?.role !== 'activation' && symbol?.role !== 'activation-layer') return;
  if (symbol.role === 'activation' && !isOutOfPlace(symbol, call, context.bindings)) return;
  if (symbol.form === 'module') {
    const around = parentOf(call);
    if (around?.kind === 'Call' && around.callee === call) {
      // In a session one may want to see what an eager module gives; a symbolic tensor has nothing to show.
      if (functionAround(call) !== undefined || symbol.framework === 'keras') reportCall(around, context);
    } else if (discardedIn(call) !== undefined) reportConstructor(call, context);
  } else if (symbol.form === 'function' && functionAround(call) !== undefined) reportCall(call, context);
}

/** An argument that is not known may say that it works in place. */
function isOutOfPlace(symbol: ActivationSymbol, call: CallExpression, bindings: Bindings): boolean {
  if (symbol.inPlace) return false;
  const bound = bindArguments(symbol.parameters, call, (expression) => bindings.constant(expression));
  if (bound.incomplete) return false;
  const given = bound.byName.get('inplace');
  return given?.expression === undefined || given.value === false;
}

/** A flag that the code leaves open: `nn.ReLU(inplace=flag)`, `nn.ReLU(flag)`. */
function mayActInPlace(node: ActivationNode): boolean {
  return [node.place, ...(node.callPlace === undefined ? [] : [node.callPlace])].some((place) => {
    const call = expressionAt(place);
    return (
      call?.kind === 'Call' &&
      call.arguments.some(
        ({ form, name, value }) =>
          form.endsWith('star') ||
          (name === 'inplace' && value.kind !== 'Constant') ||
          (node.form === 'module' && place === node.place && form === 'positional' && isVariable(value)),
      )
    );
  });
}

/** The call names the activation itself, not something that it is a part of. */
function isNamed(node: ActivationNode, { callee }: CallExpression): boolean {
  if (node.form !== 'module') return true;
  const constructor = expressionAt(node.place);
  const around = constructor === undefined ? undefined : parentOf(constructor);
  if (around?.kind === 'Call' && around.callee !== constructor) return false;
  if (callee.kind === 'Attribute') return node.path === undefined || lastPart(node.path) === callee.name;
  return callee.kind === 'Name' || callee.kind === 'Call';
}

/** One of several modules that the call may mean works in place. */
function isEverInPlace(model: Model, call: CallExpression): boolean {
  return model.nodes.some((node) => {
    if (node.kind === 'activation' ? !node.inPlace : node.kind !== 'unknown') return false;
    const { unit, start, end } = node.callPlace ?? node.place;
    return unit === call.unit && start === call.start && end === call.end;
  });
}

/** In a script the tensor comes from a layer and goes on: in a session one may want to see what an activation gives. */
function goesOnWithout(model: Model, node: ActivationNode): boolean {
  const [input] = inputsOf(model, node);
  return (
    input !== undefined &&
    input.kind !== 'input' &&
    !node.place.unit.uri.includes('.ipynb') &&
    consumersOf(model, node.index).length === 0 &&
    consumersOf(model, input.index).some(({ index, kind }) => index > node.index && kind === 'layer')
  );
}

/** Functions that call something to see how it does, not for its result. */
const trial = /test|bench|time|timing|profil|warm|check|verif|compare|demo|example|show|print|plot|main/i;

function reportCall(call: CallExpression, context: RuleContext): void {
  const statement = discardedIn(call);
  if (statement === undefined || isTried(statement)) return;
  const around = functionAround(statement);
  const tensor = tensorOf(call);
  const goesOn = tensor !== undefined && isReadAfter(sourceOf(tensor), statement, scopeOf(around, context));
  if (!goesOn && (around === undefined || !isForward(around))) return;
  if (around !== undefined && !isForward(around) && isTrial(statement, around)) return;
  const what = nameOf(call.callee);
  context.report({
    place: call,
    message:
      tensor === undefined
        ? phrase`${what} returns a new tensor, which is thrown away here: nothing is activated. Use the result.`
        : phrase`${what} returns a new tensor, which is thrown away here: ${sourceOf(tensor)} stays as it was. Assign the result.`,
    fixes: tensor === undefined || !goesOn ? [] : [assignment(statement, tensor)],
  });
}

const scopeOf = (around: FunctionDefinition | undefined, { bindings }: RuleContext): readonly Statement[] =>
  around?.body ?? bindings.module.units.flatMap(({ body }) => body);

/** Functions that call something to see how it does, not for its result. */
function isTrial(statement: Statement, around: FunctionDefinition): boolean {
  return trial.test(around.name) || isRepeatedForNothing(statement, around) || isInTest(around);
}

/** `for _ in range(100): relu(x)` measures. */
function isRepeatedForNothing(statement: Statement, around: FunctionDefinition): boolean {
  return enclosing(statement)
    .slice(0, enclosing(statement).indexOf(around))
    .some((node) => node.kind === 'For' && /^_+\w?$/.test(sourceOf(node.target)));
}

function isInTest(around: FunctionDefinition): boolean {
  const owner = parentOf(around);
  return owner?.kind === 'Class' && /Test/.test(owner.name);
}

/** The variable whose values go in: `x` of `F.relu(x)`, of `F.relu(self.a(x))` and of `x.relu()`. */
function tensorOf(call: CallExpression): Expression | undefined {
  let expression: Expression = call;
  for (let depth = 0; depth < 8; depth += 1) {
    if (expression.kind === 'Name') return expression;
    if (expression.kind === 'Attribute') return isVariable(expression) ? expression : undefined;
    if (expression.kind !== 'Call') return undefined;
    const first: Expression | undefined = (
      expression.arguments.find(({ form }) => form === 'positional') ??
      expression.arguments.find(
        ({ name }) => name !== undefined && /^(?:x|inputs?|features|logits)$/.test(name),
      )
    )?.value;
    if (first !== undefined) expression = first;
    else if (expression.callee.kind === 'Attribute') expression = expression.callee.object;
    else return undefined;
  }
  return undefined;
}

const isVariable = (expression: Expression): boolean =>
  expression.kind === 'Name' || (expression.kind === 'Attribute' && isVariable(expression.object));

/** `nn.ReLU()` of `nn.ReLU()(x)`, else what is called. */
const nameOf = (callee: Expression): string => sourceOf(callee.kind === 'Call' ? callee.callee : callee);

function assignment(statement: Statement, tensor: Expression): Fix {
  const variable = sourceOf(tensor);
  return {
    title: phrase`Assign it to ${variable}`,
    safe: true,
    edits: [
      {
        kind: 'replace',
        place: { unit: statement.unit, start: statement.start, end: statement.start },
        newText: `${variable} = `,
      },
    ],
  };
}

/** `layers.ReLU()` between two `model.add(…)`, `nn.ReLU()` in a `forward`. */
function reportConstructor(call: CallExpression, context: RuleContext): void {
  const statement = discardedIn(call);
  if (statement === undefined || isTried(statement)) return;
  const around = functionAround(statement);
  const adder = adderBeside(statement, context);
  if (adder === undefined && (around === undefined || !isForward(around))) return;
  const what = nameOf(call.callee);
  context.report({
    place: call,
    message:
      adder === undefined
        ? phrase`${what} only makes a layer, which is thrown away here: nothing is activated. Call it on a tensor.`
        : phrase`${what} is made and thrown away: it is not part of the model. Add it with ${adder}.`,
    fixes:
      adder === undefined
        ? []
        : [
            {
              title: phrase`Add it with ${adder}`,
              safe: true,
              edits: [{ kind: 'replace', place: call, newText: `${adder}(${sourceOf(call)})` }],
            },
          ],
  });
}

/** What the statements before and after it add layers with: `model.add`, `layers.append`. */
function adderBeside(statement: Statement, { bindings }: RuleContext): string | undefined {
  const around = parentOf(statement);
  const block: readonly SyntaxNode[] =
    around === undefined ? bindings.module.units.flatMap(({ body }) => body) : childrenOf(around);
  const index = block.indexOf(statement);
  const adderAt = (place: number): string | undefined => {
    const node = block[place];
    if (node === undefined || isExpression(node) || node.kind !== 'ExpressionStatement') return undefined;
    const { value } = node;
    if (
      value.kind !== 'Call' ||
      value.callee.kind !== 'Attribute' ||
      !/^(?:add|append)$/.test(value.callee.name)
    )
      return undefined;
    return value.arguments[0]?.value.kind === 'Call' ? sourceOf(value.callee) : undefined;
  };
  const before = adderAt(index - 1);
  return before !== undefined && before === adderAt(index + 1) ? before : undefined;
}
