/** Chart.js with the parts it needs: lines on linear axes, redrawn from a scene, without events or animation of its own. */
import { Chart, LinearScale, LineController, LineElement, PointElement, type Plugin } from 'chart.js';

Chart.register(LinearScale, LineController, LineElement, PointElement);

/** An empty chart that fills the canvas's parent. */
export function lineChart(canvas: HTMLCanvasElement, plugins: readonly Plugin<'line'>[] = []): Chart<'line'> {
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 6, right: 8 } },
    },
    plugins: [...plugins],
  });
}
