/** A modem's state as the console shows it: one word, one colour, one picture; and how states group and rank. Pure. */
import type { Modem, ModemState } from '../../api/types';
import type { IconName } from '../../ui/Icon';
import type { Tone } from '../../ui/StatusBadge';

/** `ready` splits in two on screen: green when free, red when a hub holds the number. */
export type ModemStatus = 'active' | 'busy' | Exclude<ModemState, 'ready'>;
export type StatusGroup = 'ready' | 'busy' | 'starting' | 'problem' | 'absent';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly group: StatusGroup;
  /** What needs a person comes first when sorted by state. */
  readonly rank: number;
}

const LOOKS: Record<ModemStatus, Look> = {
  quarantined: { tone: 'violet', icon: 'shield', group: 'problem', rank: 0 },
  degraded: { tone: 'warning', icon: 'warning', group: 'problem', rank: 1 },
  simLocked: { tone: 'warning', icon: 'lock', group: 'problem', rank: 2 },
  starting: { tone: 'warning', icon: 'power', group: 'starting', rank: 3 },
  probing: { tone: 'warning', icon: 'search', group: 'starting', rank: 4 },
  busy: { tone: 'busy', icon: 'busy', group: 'busy', rank: 5 },
  active: { tone: 'success', icon: 'check', group: 'ready', rank: 6 },
  absent: { tone: 'neutral', icon: 'unplugged', group: 'absent', rank: 7 },
};

export const STATUS_GROUPS: readonly StatusGroup[] = ['ready', 'busy', 'starting', 'problem', 'absent'];

export function statusOf(modem: Pick<Modem, 'state' | 'busy'>): ModemStatus {
  if (modem.state !== 'ready') return modem.state;
  return modem.busy ? 'busy' : 'active';
}

export function lookOf(status: ModemStatus): Look {
  return LOOKS[status];
}

export function groupOf(modem: Pick<Modem, 'state' | 'busy'>): StatusGroup {
  return LOOKS[statusOf(modem)].group;
}

export function countGroups(modems: readonly Modem[]): Record<StatusGroup, number> {
  const counts: Record<StatusGroup, number> = { ready: 0, busy: 0, starting: 0, problem: 0, absent: 0 };
  for (const modem of modems) counts[groupOf(modem)] += 1;
  return counts;
}
