import { activationFromString, activationStrings, kerasGeneration } from '../../frameworks';
import type { ApiParameter } from '../../frameworks/symbol';
import { phrase, type Phrase } from '../../phrase';
import type { ResolvedCall } from '../../python/names';
import type { Expression } from '../../python/syntax';
import { closest } from '../analysis/closest';
import type { Rule, RuleContext } from '../rule';
import { boundCall } from '../analysis/bound-call';
import { quotedLike } from '../../python/source-text';
import { own } from '../../own';

/** What PyTorch's string arguments accept; everything else raises. */
const torchStrings: Readonly<
  Record<string, { readonly parameter: string; readonly accepted: readonly string[] }>
> = {
  'torch.nn.RNN': { parameter: 'nonlinearity', accepted: ['tanh', 'relu'] },
  'torch.nn.RNNCell': { parameter: 'nonlinearity', accepted: ['tanh', 'relu'] },
  'torch.nn.TransformerEncoderLayer': { parameter: 'activation', accepted: ['relu', 'gelu'] },
  'torch.nn.TransformerDecoderLayer': { parameter: 'activation', accepted: ['relu', 'gelu'] },
  'torch.nn.Transformer': { parameter: 'activation', accepted: ['relu', 'gelu'] },
};

export const unknownActivationName: Rule = {
  meta: {
    name: 'unknown-activation-name',
    frameworks: ['torch', 'keras'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'A string names an activation that the framework does not register.',
  },
  onCall(call, context) {
    const bound = boundCall(call, context.bindings);
    if (bound === undefined) return;
    const torch = own(torchStrings, bound.symbol.qualifiedName);
    for (const { parameter, expression, value } of bound.arguments.byName.values()) {
      if (expression === undefined || typeof value !== 'string') continue;
      if (torch?.parameter === parameter.name && !torch.accepted.includes(value)) {
        report(
          context,
          expression,
          value,
          torch.accepted,
          acceptedOnly(bound.symbol.qualifiedName, torch.accepted),
        );
      } else if (
        bound.symbol.framework === 'keras' &&
        takesActivation(parameter) &&
        !isRegistered(value, call, context)
      ) {
        report(
          context,
          expression,
          value,
          activationStrings('keras'),
          phrase`Keras raises ValueError for a name that it does not know`,
        );
      }
    }
  },
};

function acceptedOnly(name: string, accepted: readonly string[]): Phrase {
  const [first = '', second = ''] = accepted;
  return phrase`${name} accepts '${first}' and '${second}'`;
}

function takesActivation(parameter: ApiParameter): boolean {
  return (
    parameter.role === 'activation' ||
    parameter.name === 'activation' ||
    parameter.name === 'recurrent_activation'
  );
}

/** Known to Keras of this generation, or the document registers custom objects (then any name may be one). */
function isRegistered(value: string, call: ResolvedCall, context: RuleContext): boolean {
  const generation = kerasGeneration(call.qualifiedName);
  return (
    activationFromString('keras', value, undefined, generation) !== undefined ||
    activationFromString('keras', value) !== undefined ||
    registersCustomObjects(context)
  );
}

const customObjectCalls =
  /(?:get_custom_objects|register_keras_serializable|custom_object_scope|CustomObjectScope|_CUSTOM_OBJECTS)/;

function registersCustomObjects(context: RuleContext): boolean {
  return customObjectCalls.test(context.bindings.module.text);
}

function report(
  context: RuleContext,
  expression: Expression,
  value: string,
  accepted: readonly string[],
  fact: Phrase,
): void {
  // What is an activation elsewhere is not misspelt: which of those here is meant, nobody can tell.
  const isElsewhere = activationFromString('keras', value) !== undefined;
  const suggestion = isElsewhere ? undefined : closest(value, accepted);
  context.report({
    place: expression,
    message: phrase`No activation is called '${value}': ${fact}.${suggestion === undefined ? '' : phrase` Did you mean '${suggestion}'?`}`,
    fixes:
      suggestion === undefined || expression.kind !== 'String'
        ? []
        : [
            {
              title: phrase`Write '${suggestion}'`,
              safe: false,
              edits: [{ kind: 'replace', place: expression, newText: quotedLike(suggestion, expression) }],
            },
          ],
  });
}
