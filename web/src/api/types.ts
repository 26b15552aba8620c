/**
 * Names for the shapes the API answers with. They are read off the paths, not off the schema names,
 * so that renaming a wire type on the server leaves the pages alone.
 */
import type { paths } from './schema';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type ModemList = Answer<'/api/modems'>;
export type Modem = ModemList['items'][number];
export type ModemState = Modem['state'];
export type ModemReason = NonNullable<Modem['reason']>;
export type NetworkRegistration = NonNullable<Modem['registration']>;

export type ActivityPage = Answer<'/api/activity'>;
export type Activity = ActivityPage['items'][number];
export type ActivityKind = Activity['kind'];
export type Severity = Activity['severity'];

export type ActivationPage = Answer<'/api/activations'>;
export type Activation = ActivationPage['items'][number];
export type ActivationState = Activation['state'];

export type Overview = Answer<'/api/overview'>;
export type HubOverview = Overview['hubs'][number];

/** What the activity list is narrowed to; every part is optional and lives in the URL. */
export interface ActivityFilter {
  readonly kinds: readonly ActivityKind[];
  readonly modem: string | null;
  readonly hub: string | null;
  readonly text: string;
}
