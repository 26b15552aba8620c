/** The few pictures the console needs, drawn as strokes on a 24 px field. Always decoration: a word stands beside it. */
import type { CSSProperties } from 'react';

const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  busy: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0',
  search: 'M21 21l-5-5M18 10.5a7.5 7.5 0 1 1-15 0a7.5 7.5 0 0 1 15 0',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  power: 'M12 3v8M6.5 6.5a8 8 0 1 0 11 0',
  warning: 'M12 4L2.8 19.5h18.4zM12 10v4M12 17v.2',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9c-4.5-1-8-4-8-9V6zM9 9l6 6M15 9l-6 6',
  unplugged: 'M4 4l16 16M9 9v4a3 3 0 0 0 3 3m3-4V8M10 4v2m4-2v4M12 16v4',
  info: 'M12 11v5M12 8v.2M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0',
  cross: 'M6 6l12 12M18 6L6 18',
  up: 'M12 19V5M6 11l6-6l6 6',
  down: 'M12 5v14M6 13l6 6l6-6',
  sort: 'M8 9l4-4l4 4M8 15l4 4l4-4',
  sun: 'M16 12a4 4 0 1 1-8 0a4 4 0 0 1 8 0M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  chevron: 'M6 9l6 6l6-6',
  left: 'M15 5l-7 7l7 7',
  right: 'M9 5l7 7l-7 7',
  message: 'M4 5h16v11H9l-5 4z',
  flask: 'M10 3h4M11 3v6l-6 10.5h14L13 9V3M8 15h8',
  filter: 'M4 5h16l-6 7.5V19l-4-2v-4.5z',
  hidden: 'M3 3l18 18M10 6.2A9 9 0 0 1 21 12a12 12 0 0 1-2.3 3M6.5 7.5A12 12 0 0 0 3 12c2 3.5 5.2 6 9 6a9 9 0 0 0 4-1M9.9 10a3 3 0 0 0 4.1 4.1',
} as const;

export type IconName = keyof typeof PATHS;

interface Props {
  readonly name: IconName;
  readonly size?: number;
  readonly style?: CSSProperties;
}

export function Icon({ name, size = 16, style }: Props) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none', ...style }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
