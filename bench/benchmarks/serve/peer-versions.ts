import { spawnSync } from 'node:child_process';

const libraries = ['fastapi', 'uvicorn', 'pydantic', 'orjson', 'asyncpg', 'xgboost', 'scikit-learn'];

/** By name, Python's own first. */
export function peerVersions(python: string): Record<string, string> {
  const program = `
import json, platform
from importlib.metadata import version
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in ${JSON.stringify(libraries)}}}))`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python} can't tell the versions of its libraries:\n${stderr}`);
  return JSON.parse(stdout) as Record<string, string>;
}
