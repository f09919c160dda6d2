import { PerennialError } from '../../domain/errors.ts';

export function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}

export function emptyFile(file: string): PerennialError {
  return refusal(`${file} is empty.`, 'Its first line must name the columns, the others are the rows.', { file });
}
