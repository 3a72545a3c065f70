/** Pictures, numbers and formulas to take away. The extension saves the files: a web page may not. */
import { button, element } from '../dom';
import { csv } from '../export/csv';
import { latex } from '../export/latex';
import { pngFromSvg } from '../export/png';
import { sceneSvg } from '../export/svg';
import { ordersOf } from '../model/build';
import { lineAbscissae, tableAbscissae } from '../model/grid';
import { tableModel } from '../table';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part, View } from './part';

export function exports(context: Context): Part {
  const { host, announce } = context;
  const fold = foldable(context, 'export', 'export');
  let view: View | undefined;
  const send = (format: 'png' | 'svg' | 'csv', data: string): void => {
    if (view) host.send({ type: 'export', format, name: fileName(view.scene.title), data });
  };
  const png = button(
    '',
    () => {
      if (!view) return;
      void pngFromSvg(sceneSvg(view.scene, view.theme)).then((data) => {
        if (data === undefined) announce(text('exportFailed'));
        else send('png', data);
      });
    },
    { attributes: { id: 'export-png' } },
  );
  const svgButton = button(
    '',
    () => {
      if (view) send('svg', sceneSvg(view.scene, view.theme));
    },
    { attributes: { id: 'export-svg' } },
  );
  const csvButton = button(
    '',
    () => {
      if (view) send('csv', csv(valuesOf(view)));
    },
    { attributes: { id: 'export-csv' } },
  );
  const formula = button(
    '',
    () => {
      const subject = view?.subjects[0];
      const source = subject && latex(subject, texIn(view));
      if (source !== undefined) host.send({ type: 'copy', text: source, what: 'latex' });
    },
    { attributes: { id: 'copy-latex' } },
  );
  fold.body.append(element('div', { class: 'row' }, png, svgButton, csvButton, formula));
  return {
    element: fold.element,
    update(next) {
      view = next;
      fold.update(next);
      png.textContent = text('exportPng');
      svgButton.textContent = text('exportSvg');
      csvButton.textContent = text('exportCsv');
      formula.textContent = text('copyLatex');
      const drawn = next.scene.curves.length > 0;
      for (const made of [png, svgButton, csvButton]) made.disabled = !drawn;
      formula.disabled = !next.subjects[0]?.activation && texIn(next) === undefined;
      formula.title = formula.disabled && drawn ? text('latexMissing') : '';
    },
  };
}

/** The formula of a function of one's own. */
function texIn(view: View | undefined): string | undefined {
  const shown = view?.state.plot?.function;
  return shown?.kind === 'custom' ? shown.formula?.tex : undefined;
}

/** The range in view in even steps for functions that can be evaluated here; the table's points for others. */
function valuesOf(view: View): ReturnType<typeof tableModel> {
  const here = view.subjects.every(({ activation }) => activation !== undefined);
  const xs = here ? lineAbscissae(view.scene.x, view.state.own) : tableAbscissae(view.state.own);
  return tableModel(
    xs,
    view.subjects.map((subject) => ({ label: subject.label, samples: subject.at(xs, 'table') })),
    ordersOf(view.state),
  );
}

/** A title as a file name: letters, digits and dashes. */
export function fileName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return plain.slice(0, 60) || 'activation';
}
