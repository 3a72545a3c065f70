/** A box for an expression in x: drawn while it is typed, compared and copied as code. */
import { button, element, freshId } from '../dom';
import { withCompared } from '../state';
import { text, type StringKey } from '../strings';
import { withCode } from '../words';
import { foldable } from './foldable';
import { withValues } from './compare';
import type { Context, Part } from './part';

/** Whoever types does not want every letter drawn. Milliseconds. */
const pause = 250;

const copies: readonly (readonly [target: 'torch' | 'keras' | 'jax', label: StringKey])[] = [
  ['torch', 'copyTorch'],
  ['keras', 'copyKeras'],
  ['jax', 'copyJax'],
];

export function expression(context: Context): Part {
  const { store, host } = context;
  const fold = foldable(context, 'expression', 'expression');
  const id = freshId('expression');
  const problemId = freshId('problem');
  const label = element('label', { class: 'code', attributes: { for: id } });
  const input = element('input', {
    class: 'code',
    attributes: {
      id,
      type: 'text',
      spellcheck: 'false',
      autocomplete: 'off',
      maxlength: '500',
      'data-control': 'expression',
      'aria-describedby': problemId,
    },
  });
  const problem = element('p', { class: 'problem', attributes: { id: problemId } });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    clearTimeout(timer);
    const typed = input.value;
    store.patch({ expression: typed, ...(typed.trim() === '' ? { expressionProblem: '' } : {}) });
    if (typed.trim() !== '') host.send({ type: 'expression', text: typed });
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') ask();
  });
  const compare = button(
    '',
    () => {
      const { plot, changed } = store.get();
      if (plot) store.change((state) => withCompared(state, withValues(plot, changed)));
    },
    { attributes: { id: 'expression-compare' } },
  );
  const copyLabel = element('span', { class: 'quiet' });
  const buttons = copies.map(([target]) =>
    button(
      '',
      () => {
        const { plot, changed, expression: typed } = store.get();
        const isShown = plot?.function.kind === 'custom' && plot.function.expression !== undefined;
        host.send({ type: 'copyCode', text: typed, target, parameters: isShown ? changed : {} });
      },
      { attributes: { id: `copy-${target}` } },
    ),
  );
  fold.body.append(
    element('div', { class: 'row expression' }, label, input, compare),
    problem,
    element('div', { class: 'row' }, copyLabel, ...buttons),
  );
  return {
    element: fold.element,
    update(view) {
      const { state } = view;
      fold.update(view);
      label.textContent = text('expressionLabel');
      input.placeholder = 'x * sigmoid(1.7 * x)';
      input.title = text('expressionHint');
      if (document.activeElement !== input) input.value = state.expression;
      input.setAttribute('aria-invalid', String(state.expressionProblem !== ''));
      const shown = problem.dataset['shown'];
      if (shown !== state.expressionProblem) {
        problem.dataset['shown'] = state.expressionProblem;
        problem.replaceChildren(...withCode(state.expressionProblem));
      }
      const isDrawable = state.expression.trim() !== '' && state.expressionProblem === '';
      compare.textContent = text('expressionCompare');
      compare.disabled = !isDrawable || state.plot?.function.kind !== 'custom';
      copyLabel.textContent = text('copyAs');
      for (const [index, [, key]] of copies.entries()) {
        const made = buttons[index];
        if (!made) continue;
        made.textContent = text(key);
        made.disabled = !isDrawable;
      }
    },
  };
}
