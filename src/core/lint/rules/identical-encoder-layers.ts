import type { LayerNode, Model } from '../../network/graph';
import { phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { SourceModule, Statement } from '../../python/syntax';
import { enclosing, expressionAt, isExpression, walk } from '../../python/walk';
import { spell } from '../fixes/imports';
import { PlaceSet } from '../../python/place-set';
import type { Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';

export const identicalEncoderLayers: Rule = {
  meta: {
    name: 'identical-encoder-layers',
    frameworks: ['torch'],
    category: 'initialization',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      'nn.TransformerEncoder and nn.TransformerDecoder copy one layer: all of them start with the same weights.',
  },
  onModule(models, context) {
    const told = new PlaceSet();
    for (const model of models)
      for (const { node, depth } of stacksIn(model)) {
        if (told.has(node.place) || startsAnew(context.bindings.module)) continue;
        told.add(node.place);
        context.report({
          place: node.place,
          message: phrase`${`nn.${lastPart(node.qualifiedName)}`} copies one layer: all ${depth} start with the same weights. Initialise each of them anew.`,
          fixes: initLoop(node, context),
        });
      }
  },
};

function stacksIn(model: Model): readonly { readonly node: LayerNode; readonly depth: number }[] {
  if (model.weightsLoaded) return [];
  return model.nodes.flatMap((node) => {
    if (node.kind !== 'layer' || !/^torch\.nn\.Transformer(?:En|De)coder$/.test(node.qualifiedName))
      return [];
    const depth = node.arguments['num_layers'];
    return typeof depth === 'number' && depth > 1 ? [{ node, depth }] : [];
  });
}

const answers = new WeakMap<SourceModule, boolean>();

/** A loop over weights or layers that draws them again, or a function that `apply` brings to each of them. */
function startsAnew(module: SourceModule): boolean {
  let answer = answers.get(module);
  if (answer === undefined) {
    answer =
      /\.apply\(|\.load_state_dict\(/.test(module.text) ||
      module.units.some(({ text, body }) => mayDraw(text) && body.some(draws));
    answers.set(module, answer);
  }
  return answer;
}

const mayDraw = (text: string): boolean =>
  /\b(?:parameters|modules|children|layers)\b/.test(text) && /\bfor\b/.test(text);

function draws(statement: Statement): boolean {
  let found = false;
  walk(statement, (node) => {
    if (found || node.kind !== 'For') return !found;
    found =
      /\b(?:parameters|modules|children)\(|\blayers\b/.test(sourceOf(node.iterable)) &&
      node.body.some((one) => /\binit\b|init_|_init|uniform_\(|normal_\(|reset/.test(sourceOf(one)));
    return !found;
  });
  return found;
}

/** Behind the statement that makes the stack. */
function initLoop({ place }: LayerNode, context: RuleContext): readonly Fix[] {
  const call = expressionAt(place);
  if (call === undefined) return [];
  const statement = enclosing(call).find((node) => !isExpression(node));
  if (statement?.kind !== 'Assign' || statement.value !== call || statement.targets.length !== 1) return [];
  const [target] = statement.targets;
  const { text } = statement.unit;
  const lineStart = text.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = text.slice(lineStart, statement.start);
  const lineEnd = text.indexOf('\n', statement.end);
  const end = lineEnd < 0 ? text.length : lineEnd;
  if (target === undefined || indent.trim() !== '' || text.slice(statement.end, end).includes(';')) return [];
  const { text: xavier, edits } = spell(context.bindings, 'torch.nn.init.xavier_uniform_', statement);
  const lines = [`for p in ${sourceOf(target)}.parameters():`, '    if p.dim() > 1:', `        ${xavier}(p)`];
  return [
    {
      title: phrase`Draw the weights of each layer anew (changes training)`,
      safe: false,
      edits: [
        {
          kind: 'replace',
          place: { unit: statement.unit, start: end, end },
          newText: lines.map((line) => `\n${indent}${line}`).join(''),
        },
        ...edits,
      ],
    },
  ];
}
