export const INSERT_BACKTEST = `/* churn.insert_backtest */
  INSERT INTO churn_backtest (job_id, parameters, report) VALUES ($1, $2, $3) RETURNING id`;

export const SELECT_BACKTESTS = `/* churn.backtests */
  SELECT id, parameters, report, created_at AS "createdAt" FROM churn_backtest ORDER BY id DESC LIMIT $1`;
