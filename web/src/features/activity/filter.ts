/** What the activity list is narrowed to, to and from the URL. Pure. */
import type { ActivityFilter, ActivityKind } from '../../api/types';

/** A record, so that a kind that is new in the API is a compile error here and not a chip that nobody misses. */
const EVERY_KIND: Record<ActivityKind, true> = {
  'hub.call': true,
  'hub.push': true,
  'activation.opened': true,
  'activation.finished': true,
  'message.received': true,
  'modem.state': true,
  'modem.error': true,
  'hub.error': true,
  system: true,
};

export const ACTIVITY_KINDS = Object.keys(EVERY_KIND) as readonly ActivityKind[];

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
