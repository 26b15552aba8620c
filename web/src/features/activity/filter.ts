/** What the activity list is narrowed to, to and from the URL. Pure. */
import type { ActivityFilter, ActivityKind } from '../../api/types';

export const ACTIVITY_KINDS: readonly ActivityKind[] = [
  'hub.call',
  'hub.push',
  'activation.opened',
  'activation.finished',
  'message.received',
  'modem.state',
  'modem.error',
  'hub.error',
  'system',
];

export function readFilter(parameters: URLSearchParams): ActivityFilter {
  const wanted = parameters.getAll('kind');
  return {
    kinds: ACTIVITY_KINDS.filter((kind) => wanted.includes(kind)),
    modem: parameters.get('modem'),
    hub: parameters.get('hub'),
    text: parameters.get('q') ?? '',
  };
}

export function writeFilter(filter: ActivityFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const kind of filter.kinds) parameters.append('kind', kind);
  if (filter.modem !== null) parameters.set('modem', filter.modem);
  if (filter.hub !== null) parameters.set('hub', filter.hub);
  if (filter.text !== '') parameters.set('q', filter.text);
  return parameters;
}

export function isNarrowed(filter: ActivityFilter): boolean {
  return filter.kinds.length > 0 || filter.modem !== null || filter.hub !== null || filter.text !== '';
}

export const EVERYTHING: ActivityFilter = { kinds: [], modem: null, hub: null, text: '' };
