import { searchRecommenderParameters } from './search-recommender-parameters.js';

/** A search for parameters, in a thread of its own. */
export default searchRecommenderParameters;
