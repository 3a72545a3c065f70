/** Colours of the current VS Code theme, for canvases and exports. Styles of the page itself come from the same variables in panel.css. */
export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface Theme {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  /** Tick labels. */
  readonly quiet: string;
  readonly grid: string;
  /** The lines x = 0 and y = 0. */
  readonly axis: string;
  readonly focus: string;
  readonly zone: string;
  readonly series: readonly string[];
  readonly font: string;
  readonly lineWidth: number;
}

/**
 * Hues of Okabe and Ito, which people with any of the common colour-vision deficiencies tell apart, darkened or lightened until each has
 * a contrast of 3:1 or more against the background (4.5:1 in high contrast).
 */
const palettes: Readonly<Record<ThemeKind, readonly string[]>> = {
  light: ['#0072b2', '#c14900', '#00805e', '#a8437d', '#8a6d00', '#3b4cc0'],
  dark: ['#56b4e9', '#f0a030', '#1fc79a', '#e08fbe', '#f0e442', '#9aa5ff'],
  'high-contrast': ['#6cc5ff', '#ffb000', '#2fe6b3', '#ff9ad5', '#fff36b', '#b9c0ff'],
  'high-contrast-light': ['#005a9c', '#9a3a00', '#006548', '#8a2a65', '#6b5400', '#2a38a0'],
};

export function themeKind(classes: { contains(name: string): boolean }): ThemeKind {
  // A body in high contrast light carries both high-contrast classes.
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

export function readTheme(body: HTMLElement = document.body): Theme {
  const kind = themeKind(body.classList);
  const style = getComputedStyle(body);
  const light = kind === 'light' || kind === 'high-contrast-light';
  const contrast = kind.startsWith('high-contrast');
  const variable = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const foreground = variable('editor-foreground', light ? '#1f1f1f' : '#d4d4d4');
  return {
    kind,
    background: variable('editor-background', light ? '#ffffff' : contrast ? '#000000' : '#1f1f1f'),
    foreground,
    quiet: contrast ? foreground : variable('descriptionForeground', light ? '#5f5f5f' : '#a0a0a0'),
    grid: contrast ? mixed(foreground, 0.28) : mixed(foreground, light ? 0.1 : 0.13),
    axis: mixed(foreground, contrast ? 0.9 : 0.45),
    focus: variable('focusBorder', light ? '#005fb8' : '#3794ff'),
    zone: mixed(foreground, contrast ? 0.2 : 0.09),
    series: palettes[kind],
    font: variable('font-family', 'system-ui, sans-serif'),
    lineWidth: contrast ? 3 : 2.25,
  };
}

/** A `#rrggbb` or `rgb()` colour with an opacity; other notations unchanged. */
export function mixed(color: string, opacity: number): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(color);
  if (hex) {
    const [red, green, blue] = [hex[1], hex[2], hex[3]].map((part) => parseInt(part ?? '0', 16));
    return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
  }
  const rgb = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(color);
  return rgb ? `rgba(${rgb[1]}, ${rgb[2]}, ${rgb[3]}, ${opacity})` : color;
}

/** Calls back, at most once a frame, when the editor changes its theme: it swaps body classes and variables on the root element. */
export function watchTheme(onChange: () => void): void {
  let scheduled = false;
  const observer = new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      onChange();
    });
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
