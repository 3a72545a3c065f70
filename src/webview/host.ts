/** The extension on the other side: typed messages out, validated messages in, and the state that VS Code keeps for the page. */
import { readToPanel, type ToExtension, type ToPanel } from '../protocol';

interface VsCodeApi {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  send(message: ToExtension): void;
  savedState(): unknown;
  saveState(state: unknown): void;
}

export function connect(onMessage: (message: ToPanel) => void): Host {
  const api = acquireVsCodeApi();
  const host: Host = {
    send: (message) => {
      api.postMessage(message);
    },
    savedState: () => api.getState(),
    saveState: (state) => {
      api.setState(state);
    },
  };
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      // One bad message must not end the panel: it is told to the log, and the next one is drawn.
      host.send({ type: 'problem', message: describe(error) });
    }
  };
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = readToPanel(event.data);
    if (message)
      guarded(() => {
        onMessage(message);
      });
  });
  window.addEventListener('error', (event) => {
    host.send({ type: 'problem', message: describe(event.error ?? event.message) });
  });
  return host;
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, 4_000);
}
