import { defineEntity, p } from '@mikro-orm/core';
import type { UploadError, UploadOptions, UploadProgress, UploadState, UploadStep } from '../../domain/uploads.ts';

/** Columns and meaning: migrations/0027-uploads.ts. */
export const UploadEntity = defineEntity({
  name: 'Upload',
  tableName: 'uploads',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    byteCount: p.bigint('number'),
    uploadedBy: p.text(),
    uploadedAt: p.datetime(),
    state: p.text().$type<UploadState>(),
    step: p.text().$type<UploadStep>(),
    begunAt: p.datetime(),
    options: p.json<UploadOptions>().default('{}'),
    progress: p.json<UploadProgress>().strictNullable(),
    inspection: p.json<unknown>().strictNullable(),
    trial: p.json<unknown>().strictNullable(),
    report: p.json<unknown>().strictNullable(),
    error: p.json<UploadError>().strictNullable(),
  },
});
