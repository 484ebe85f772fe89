"""Awards: "Giỏi việc nước, đảm việc nhà" year by year, commendations of people and collectives, proposals to above.

Owns registrations, recognitions, honours and the life of a proposal. The number of women workers and members against
which an award is measured stands in the reports; what joins the two lives above.
"""
