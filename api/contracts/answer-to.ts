import type { Answers } from './answer-types.d.ts';

type Gets = Answers['get'];

/** A part of a path, beside that of a route: `{id}` stands for any. */
type SamePart<Part, OfRoute> = OfRoute extends `{${string}}` ? true : Part extends OfRoute ? true : false;

type Fits<Path, Route> = Path extends `${infer Part}/${infer Rest}`
  ? Route extends `${infer OfRoute}/${infer RestOfRoute}`
    ? SamePart<Part, OfRoute> extends true
      ? Fits<Rest, RestOfRoute>
      : false
    : false
  : Route extends `${string}/${string}`
    ? false
    : SamePart<Path, Route>;

type WithoutQuery<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path;

type Found<Path extends string> = Path extends keyof Gets
  ? Gets[Path]
  : { [Route in keyof Gets]: Fits<Path, Route> extends true ? Gets[Route] : never }[keyof Gets];

/** What a GET answers, from the OpenAPI document, by the path with its query; unknown where the path isn't known beforehand. */
export type AnswerTo<Path extends string> = string extends Path
  ? unknown
  : [Found<WithoutQuery<Path>>] extends [never]
    ? { readonly noSuchPath: Path }
    : Found<WithoutQuery<Path>>;
