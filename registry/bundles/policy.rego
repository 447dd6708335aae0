# Imprimatur's answers for Open Policy Agent. The data beside this file is what Imprimatur's own engine permits, worked
# out for every approval in force; this policy only looks it up. Whatever is not found is not allowed.
#
# Input is the body of POST /api/v1/decisions. Subjects are teams; people, agents and floating names are not answered here.
package imprimatur

import rego.v1

default allow := false

allow if count(grants) > 0

# The grants that cover the whole question. One must cover all data classes: two halves are no approval.
grants contains grant if {
	time.now_ns() < data.imprimatur.registry.valid_until_ns
	input.action.name == "use"
	input.subject.type == "team"
	some grant in data.imprimatur.registry.grants[input.resource.type][input.resource.id]
	input.subject.id in grant.teams
	input.context.environment in grant.environments
	input.action.properties.phase in grant.phases
	places := grant.places[input.action.properties.use_case]
	count(input.context.data_classes) > 0
	every class in input.context.data_classes {
		input.context.region in places[class]
	}
	not asks_for_the_past
}

# What the caller must honour; of every grant that covers the question, so at least what the engine asks.
obligations contains obligation if {
	some grant in grants
	some obligation in grant.obligations
}

asks_for_the_past if input.at

asks_for_the_past if input.context.at

revision := data.imprimatur.registry.revision
