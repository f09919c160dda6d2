import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { PerennialError } from '../../domain/errors.ts';
import { type KeyRefusal, refuseShortened, withoutInvisible } from './key-refusal.ts';

/** ISO 3166, as in `PERENNIAL_COUNTRY`. */
export type PhoneCountry = CountryCode;

/** @throws PerennialError `invalid_input` for what is no country. */
export function phoneCountry(text: string | undefined): PhoneCountry | undefined {
  if (text === undefined || isSupportedCountry(text)) return text;
  throw new PerennialError(
    'invalid_input',
    `"${text}" is not a country with phone numbers.`,
    'Give its code of two letters, such as PT: country in the mapping, or PERENNIAL_COUNTRY.',
    { country: text },
  );
}

export type PhoneReading =
  /** E.164; an extension follows as `;ext=12`, for a switchboard is shared by many. Reading it again gives the same. */
  { readonly phone: string } | KeyRefusal;

/**
 * A phone number as people and systems write it. Without a country code it is read as a national number of `country`, or as an
 * international one that lacks its plus. What has two readings, or none, is refused: a wrong guess makes two people one.
 *
 * The library's full metadata are needed for that: the small ones hold valid what is no number of the country (an old Brazilian mobile
 * number, 12345 in Germany), for 75 kB less on disk and the same time to load and to parse.
 */
export function readPhone(text: string, country?: PhoneCountry): PhoneReading {
  const isPlain = e164.test(text);
  const cleaned = isPlain ? text : withoutInvisible(text.normalize('NFKC'));
  const refused = isPlain ? undefined : (refuseShortened(cleaned) ?? refuseOtherAddress(cleaned));
  if (refused !== undefined) return refused;
  const { digits, international } = isPlain ? { digits: text, international: true } : unwrap(cleaned);
  const parsed = international ? readInternational(digits) : readNational(digits, country);
  if (!('number' in parsed)) return parsed;
  const { nationalNumber, ext } = parsed;
  if (!isSettled(parsed.number, digits)) return notANumber;
  if (isPlaceholder(nationalNumber)) {
    return { reason: 'is a placeholder, not a phone number', remedy: 'Leave the cell empty.' };
  }
  return { phone: ext === undefined ? parsed.number : `${parsed.number};ext=${ext}` };
}

/**
 * The ways in which one phone is written in E.164, the one that identities are kept under first. Argentine mobile numbers have a 9 from
 * abroad that many leave out, Brazilian ones got a ninth digit, Mexican ones lost their 1; systems keep both for years.
 */
export function phoneForms(phone: string): readonly string[] {
  const brazil = /^\+55(\d\d)9([6-9]\d{7})$/.exec(phone);
  if (brazil !== null) return [phone, `+55${brazil[1]}${brazil[2]}`];
  const mexico = /^\+52(\d{10})$/.exec(phone);
  if (mexico !== null) return [phone, `+521${mexico[1]}`];
  const argentina = /^\+549?([1-3]\d{9})$/.exec(phone);
  if (argentina !== null) return [`+549${argentina[1]}`, `+54${argentina[1]}`];
  return [phone];
}

function refuseOtherAddress(text: string): KeyRefusal | undefined {
  if (/@(lid|g\.us|broadcast|newsletter)$/i.test(text)) {
    return {
      reason: 'is an address of a group or without a number',
      remedy: 'Map a column that holds the phone number.',
    };
  }
  if (/\d[\d\s().-]{5,}\s*([,;/|]|\bor\b|\band\b)\s*(?!ext)[+(]?\d[\d\s().-]{5,}/i.test(text)) {
    return {
      reason: 'holds several phone numbers',
      remedy: "Take the first: phone: { column: ..., split: ',', take: first }",
    };
  }
  return undefined;
}

/** Takes off what systems put around a number. */
function unwrap(text: string): { readonly digits: string; readonly international: boolean } {
  let rest = text.replace(/^['’`"]+/, '').replace(/\.0$/, '');
  const address = /^(?:whatsapp:|https?:\/\/wa\.me\/|wa\.me\/)\s*(.*)$/i.exec(rest);
  const user = /^(\+?\d+)(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/i.exec(address?.[1] ?? rest);
  rest = user?.[1] ?? address?.[1] ?? rest.replace(/^(tel|p|phone|mobile|sms):\s*/i, '');
  if (rest.startsWith('+')) return { digits: rest, international: true };
  const addressed = (address !== null || user !== null) && /^[1-9]/.test(rest);
  return addressed ? { digits: `+${rest}`, international: true } : { digits: rest, international: false };
}

/** Whether the number reads as itself: of +49 000 3456 the zeros are dropped, and what is left would be read differently. */
function isSettled(number: string, written: string): boolean {
  if (!e164.test(number)) return false;
  if (number === written) return true;
  const again = readInternational(number);
  return 'number' in again && again.number === number;
}

const e164 = /^\+[1-9]\d{5,14}$/;

type Parsed = PhoneNumber | KeyRefusal;

const notANumber: KeyRefusal = { reason: 'is not a phone number', remedy: 'Correct it, or leave the cell empty.' };

function readInternational(text: string): Parsed {
  const parsed = parse(text);
  if (parsed === undefined) return notANumber;
  if (parsed.isPossible() && (parsed.nationalNumber.length >= 7 || parsed.isValid())) return parsed;
  const where = parsed.country === undefined ? '' : ` of ${parsed.country}`;
  return {
    reason: `has too few or too many digits for a phone number${where}`,
    remedy: 'Correct it, or leave the cell empty.',
  };
}

function readNational(text: string, country: PhoneCountry | undefined): Parsed {
  const national = country === undefined ? undefined : parse(text, country);
  if (/^\s*\(?00/.test(text)) {
    // abroad is dialled by 00 almost everywhere; where it isn't, the library knows
    const abroad = parse(text.replace(/^\s*\(?00\)?/, '+'));
    if (abroad?.isPossible()) return abroad;
  }
  if (country === undefined) {
    if (!/\d{2}/.test(text)) return notANumber;
    return {
      reason: 'has no country code, and no default country is known',
      remedy: 'Write country: DE (your country) into the mapping, or set PERENNIAL_COUNTRY.',
    };
  }
  const digits = text.replace(/\D/g, '');
  const plusLeftOut =
    national !== undefined && digits.startsWith(national.countryCallingCode) ? parse(`+${digits}`) : undefined;
  const international = plusLeftOut?.isValid() ? plusLeftOut : undefined;
  if (!national?.isValid()) return international ?? refuseNational(text, country);
  if (lacksPrefix(national, digits)) return international ?? lostZero(national.number, country);
  if (international !== undefined && international.number !== national.number) {
    return {
      reason: `can be read as ${national.number} and as ${international.number}`,
      remedy: 'Write the number with + and its country code.',
    };
  }
  return national;
}

/** Whether a national number must begin with a trunk prefix (0 in most countries) and doesn't. Where many leave it out, none is missing. */
function lacksPrefix(number: PhoneNumber, digits: string): boolean {
  if (digits !== number.nationalNumber) return false;
  return number.formatNational({ nationalPrefix: false }).replace(/\D/g, '') !== digits;
}

function lostZero(number: string, country: PhoneCountry): KeyRefusal {
  return {
    reason: `has neither a country code nor the leading zero of a number in ${country}`,
    remedy: `Export the column as text, or write it as ${number} if that is right.`,
  };
}

function refuseNational(text: string, country: PhoneCountry): KeyRefusal {
  const short = /^[\d\s().-]+$/.test(text) && text.replace(/\D/g, '').length < 7;
  const reason = short ? 'is too short for a phone number' : `is not a phone number in ${country}`;
  return { reason, remedy: 'Write the number with + and its country code.' };
}

function parse(text: string, defaultCountry?: PhoneCountry): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
  return parsed === undefined ? undefined : (renewed(parsed) ?? parsed);
}

/** Brazilian mobile numbers of eight digits got a 9 in front (2012 to 2016), Mexican ones lost the 1 before them (2019). */
function renewed(old: PhoneNumber): PhoneNumber | undefined {
  const brazil = /^\+55(\d\d)([6-9]\d{7})$/.exec(old.number);
  const mexico = /^\+521(\d{10})$/.exec(old.number) ?? /^\+52(?:044|045|01)(\d{10})$/.exec(old.number);
  const number = brazil !== null ? `+55${brazil[1]}9${brazil[2]}` : mexico !== null ? `+52${mexico[1]}` : undefined;
  const parsed = number === undefined ? undefined : parsePhoneNumberFromString(number);
  if (!parsed?.isPossible()) return undefined;
  if (old.ext !== undefined) parsed.setExt(old.ext);
  return parsed;
}

/** 0000000000, 1234567890: what forms that ask for a number are given by people who don't want to. */
function isPlaceholder(national: string): boolean {
  return /^(\d)\1+$/.test(national) || '01234567890'.includes(national);
}
