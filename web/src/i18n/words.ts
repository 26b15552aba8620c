/**
 * The catalogue keys that the API's closed lists ask for. A word that is new in the API description becomes a missing
 * key, and so a compile error, in every catalogue; `catalogues.test.ts` holds the other direction.
 */
import type {
  ActivationState,
  ActivityKind,
  ModemReason,
  ModemState,
  NetworkRegistration,
  Severity,
} from '../api/types';

export type WordOfTheApi =
  | `reason.${ModemReason}`
  | `reason.${ModemReason}.next`
  | `registration.${NetworkRegistration}`
  // `ready` is shown as one of two: free or taken.
  | `modem.status.${Exclude<ModemState, 'ready'> | 'active' | 'busy'}`
  | `activation.state.${ActivationState}`
  | `kind.${ActivityKind}`
  | `severity.${Severity}`;

/** What begins like a word of the API must be one. */
export type ApiPrefix = 'reason' | 'registration' | 'modem.status' | 'activation.state' | 'kind' | 'severity';
