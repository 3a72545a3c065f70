/** Colours of a plot. Blue and orange of Okabe and Ito's palette: told apart with every common colour vision, and dashed besides. */
export type PlotTheme = 'light' | 'dark' | 'high-contrast-light' | 'high-contrast-dark';

export interface PlotColours {
  readonly value: string;
  readonly slope: string;
  readonly ink: string;
  readonly axis: string;
  readonly grid: string;
  /** Behind everything when a background is asked for, and inside hollow marks. */
  readonly paper: string;
}

export const plotColours: Readonly<Record<PlotTheme, PlotColours>> = {
  light: {
    value: '#0072b2',
    slope: '#c04f00',
    ink: '#3b3b3b',
    axis: '#767676',
    grid: '#e3e3e3',
    paper: '#ffffff',
  },
  dark: {
    value: '#56b4e9',
    slope: '#f0a830',
    ink: '#cccccc',
    axis: '#8b8b8b',
    grid: '#3a3a3a',
    paper: '#1f1f1f',
  },
  'high-contrast-light': {
    value: '#00518a',
    slope: '#8f3a00',
    ink: '#000000',
    axis: '#292929',
    grid: '#c8c8c8',
    paper: '#ffffff',
  },
  'high-contrast-dark': {
    value: '#6fc8ff',
    slope: '#ffb84d',
    ink: '#ffffff',
    axis: '#e0e0e0',
    grid: '#5a5a5a',
    paper: '#000000',
  },
};
