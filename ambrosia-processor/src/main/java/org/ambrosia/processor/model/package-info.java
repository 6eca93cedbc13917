/** The second stage: what will be generated, as plain values that know nothing of the compiler. */
package org.ambrosia.processor.model;
