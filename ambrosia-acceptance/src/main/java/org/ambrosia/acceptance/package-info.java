/** A sender and a receiver of numbered calls, which notice whatever is lost, doubled or out of order. */
package org.ambrosia.acceptance;
