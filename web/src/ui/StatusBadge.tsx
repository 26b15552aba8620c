/** A state as colour, picture and word at once. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './StatusBadge.module.css';

export type Tone = 'success' | 'busy' | 'warning' | 'error' | 'neutral' | 'violet' | 'info';

interface Props {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly title?: string;
}

export function StatusBadge({ tone, icon, children, title }: Props) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      <Icon name={icon} size={14} />
      <span>{children}</span>
    </span>
  );
}
