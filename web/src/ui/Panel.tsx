/** A titled box that can be folded away; on narrow screens it starts folded so that the list below is in reach. */
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './Panel.module.css';
import { useMediaQuery } from './useMediaQuery';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, note, children }: Props) {
  const roomy = useMediaQuery('(min-width: 1100px)');
  return (
    <details className={styles.panel} key={String(roomy)} open={roomy}>
      <summary className={styles.summary}>
        <h2 className={styles.title}>{title}</h2>
        <span className={styles.note}>{note}</span>
        <Icon name="chevron" />
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
