/** $1 name of the secret. */
export const FIND_SECRET_SQL = '/* platform.find_secret */ SELECT value FROM platform_secret WHERE name = $1';
