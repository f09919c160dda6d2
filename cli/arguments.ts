import { Argument, InvalidArgumentError } from 'commander';
import { isModelName, type ModelName, modelNames } from '../domain/models.ts';
import { suggestion } from '../domain/suggestion.ts';

/** Parsers of what the user types. Each throws commander's InvalidArgumentError, whose text completes "argument 'x' is invalid. ". */

export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}

export function share(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`Expected a share from ${from} to ${to}.`);
    }
    return value;
  };
}

/** Takes a day (its beginning in UTC) or a moment with its offset, not in the future; returns ISO 8601. */
export function pastMoment(text: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const moment = new Date(iso);
  const shaped = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(iso);
  // Date reads 2026-02-31 as March 3rd
  const exists = shaped && !Number.isNaN(moment.getTime()) && isDayOfMonth(iso);
  if (!exists) throw new InvalidArgumentError('Expected a date such as 2026-09-30 or 2026-09-30T12:00:00Z.');
  if (moment.getTime() > Date.now()) throw new InvalidArgumentError('Expected a moment in the past.');
  return moment.toISOString();
}

function isDayOfMonth(iso: string): boolean {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  return (day ?? 0) >= 1 && (day ?? 0) <= new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
}

/** A command's optional model argument: the models to work on, in the order of training. */
export function modelsArgument(): Argument {
  return new Argument('[model]', `${modelNames.join(', ')} or all`).argParser(someModels).default(modelNames, 'all');
}

/** Days of a filter; 'off' is 0. */
export function daysOrOff(text: string): number {
  if (text === 'off') return 0;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 3650) {
    throw new InvalidArgumentError('Expected a number of days from 1 to 3650, or off.');
  }
  return value;
}

export function oneModel(text: string): ModelName {
  const name = text.replaceAll('-', '_');
  if (isModelName(name)) return name;
  throw new InvalidArgumentError(`Expected one of ${modelNames.join(', ')}.${suggestion(text, modelNames)}`);
}

function someModels(text: string): readonly ModelName[] {
  if (text === 'all') return modelNames;
  const name = text.replaceAll('-', '_');
  if (isModelName(name)) return [name];
  const choices = ['all', ...modelNames];
  throw new InvalidArgumentError(`Expected one of ${choices.join(', ')}.${suggestion(text, choices)}`);
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Expected one of ${choices.join(', ')}.${suggestion(text, choices)}`);
  };
}

/** Collects repeated `--map column=field`. A column's name may hold '='; a field's can't. */
export function columnMapping(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.lastIndexOf('=');
  const column = text.slice(0, Math.max(0, at)).trim();
  const field = text.slice(at + 1).trim();
  if (column === '' || field === '') throw new InvalidArgumentError('Expected column=field.');
  if (Object.hasOwn(before, column)) throw new InvalidArgumentError(`The column ${column} is mapped twice.`);
  const sameField = Object.keys(before).find((other) => before[other] === field);
  if (sameField !== undefined)
    throw new InvalidArgumentError(`The field ${field} is already filled by the column ${sameField}.`);
  return { ...before, [column]: field };
}
