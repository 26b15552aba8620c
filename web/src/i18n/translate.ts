/** Turns a key and its parameters into a sentence. Placeholders are typed from the zh-CN text. */
import { zhCN, type Catalogue, type Message, type MessageKey } from './zh-CN';

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type NamesIn<Key extends MessageKey> = Placeholders<(typeof zhCN)[Key]>;

/** Nothing for a sentence without placeholders, else exactly its placeholders. */
type Parameters<Key extends MessageKey> = [NamesIn<Key>] extends [never]
  ? []
  : [parameters: Readonly<Record<NamesIn<Key>, string | number>>];

export interface Translate {
  <Key extends MessageKey>(key: Key, ...parameters: Parameters<Key>): string;
}

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export function createTranslate(language: Language, catalogue: Catalogue): Translate {
  const plural = new Intl.PluralRules(language);
  const integers = new Intl.NumberFormat(language);
  return (key, ...[parameters]) => {
    const values: Readonly<Record<string, string | number>> = parameters ?? {};
    return fill(formOf(catalogue[key], values['count'], plural), values, integers);
  };
}

/** The key made of a prefix and a word from the server, if the catalogue has it. */
export function keyFor<Prefix extends string>(
  prefix: Prefix,
  word: string,
): Extract<MessageKey, `${Prefix}.${string}`> | null {
  const key = `${prefix}.${word}`;
  return Object.prototype.hasOwnProperty.call(zhCN, key) ? (key as Extract<MessageKey, `${Prefix}.${string}`>) : null;
}

export function placeholdersIn(message: Message): readonly string[] {
  const text = typeof message === 'string' ? message : message.one + message.other;
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

function formOf(message: Message, count: string | number | undefined, plural: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  return typeof count === 'number' && plural.select(count) === 'one' ? message.one : message.other;
}

function fill(
  text: string,
  values: Readonly<Record<string, string | number>>,
  integers: Intl.NumberFormat,
): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? integers.format(value) : value;
  });
}
