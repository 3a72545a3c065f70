/** Pointer on the chart: hover moves the crosshair, drag pans, wheel (with Ctrl, or when the chart has the focus) zooms, double-click resets. */
export interface GestureTarget {
  hover(pixel: number | undefined): void;
  /** Fractions of the plotting area; positive x drags the curve to the right, positive y upwards. */
  drag(x: number, y: number): void;
  zoom(factor: number, pixel: number): void;
  reset(): void;
  /** The wheel was turned without zooming. */
  scrolled(): void;
  area(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

export function listenToGestures(
  canvas: HTMLCanvasElement,
  focusable: HTMLElement,
  target: GestureTarget,
): void {
  let dragged: { readonly x: number; readonly y: number } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    dragged = { x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('dragging');
  });
  canvas.addEventListener('pointermove', (event) => {
    target.hover(event.offsetX);
    if (!dragged) return;
    const area = target.area();
    target.drag(
      (event.clientX - dragged.x) / (area.right - area.left),
      -(event.clientY - dragged.y) / (area.bottom - area.top),
    );
    dragged = { x: event.clientX, y: event.clientY };
  });
  const release = (): void => {
    dragged = undefined;
    canvas.classList.remove('dragging');
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => {
    if (!dragged) target.hover(undefined);
  });
  canvas.addEventListener('dblclick', () => {
    target.reset();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      // A plain wheel over an unfocused chart scrolls the page, as everywhere else.
      if (!event.ctrlKey && document.activeElement !== focusable) {
        target.scrolled();
        return;
      }
      event.preventDefault();
      target.zoom(Math.exp(Math.sign(event.deltaY) * 0.15), event.offsetX);
    },
    { passive: false },
  );
}
